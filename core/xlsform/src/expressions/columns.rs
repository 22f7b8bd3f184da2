//! Lists and columns that an expression names.

use jonaki_forms::expression::{Expr, Function, Path, Start, Test};

/// Names of the lists that an expression uses: `instance('name')` and `pulldata('name', …)`.
pub(crate) fn lists(expr: &Expr) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![expr];
    while let Some(expr) = waiting.pop() {
        if let Expr::Call(Function::Pulldata, arguments) = expr
            && let Some(Expr::Text(name)) = arguments.first()
        {
            found.push(name.clone());
        }
        if let Expr::Path(Path { start: Start::List(name), .. }) = expr {
            found.push(name.clone());
        }
        waiting.extend(parts(expr));
    }
    found
}

/// Direct parts of an expression.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Number(_) | Expr::Text(_) => Vec::new(),
        Expr::Negate(operand) => vec![operand],
        Expr::Binary(_, left, right) => vec![left, right],
        Expr::Call(_, arguments) => arguments.iter().collect(),
        Expr::Path(path) => path.steps.iter().flat_map(|step| &step.predicates).collect(),
    }
}

/// A column of a list that a path names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Which path, as [`jonaki_forms::expression::Parsed::paths`] counts.
    pub(crate) path: usize,
    pub(crate) list: String,
    pub(crate) column: String,
}

/// The columns that an expression names, in predicates and behind items; in a choice filter also those of its list.
pub(crate) fn columns(expr: &Expr, filtered: Option<&str>) -> Vec<Column> {
    let mut walk = Walk { met: 0, found: Vec::new() };
    walk.expr(expr, filtered);
    walk.found
}

struct Walk {
    met: usize,
    found: Vec<Column>,
}

impl Walk {
    fn expr(&mut self, expr: &Expr, item: Option<&str>) {
        let Expr::Path(path) = expr else {
            if let Expr::Call(Function::Pulldata, arguments) = expr
                && let [Expr::Text(list), Expr::Text(column), Expr::Text(key), _] = arguments.as_slice()
            {
                self.named(usize::MAX, list, column);
                self.named(usize::MAX, list, key);
            }
            parts(expr).into_iter().for_each(|part| self.expr(part, item));
            return;
        };
        let at = self.met;
        self.met += 1;
        let name = |step: usize| match path.steps.get(step).map(|step| &step.test) {
            Some(Test::Child(name)) => Some(name.as_str()),
            _ => None,
        };
        let inside = match &path.start {
            Start::List(list) => {
                if let Some(column) = name(2) {
                    self.named(at, list, column);
                }
                Some(list.as_str())
            }
            Start::Context => {
                let first =
                    usize::from(matches!(path.steps.first().map(|step| &step.test), Some(Test::Itself)));
                if let (Some(list), Some(column)) = (item, name(first)) {
                    self.named(at, list, column);
                }
                None
            }
            Start::Root | Start::Current => None,
        };
        for predicate in path.steps.iter().flat_map(|step| &step.predicates) {
            self.expr(predicate, inside);
        }
    }

    fn named(&mut self, path: usize, list: &str, column: &str) {
        self.found.push(Column { path, list: list.to_owned(), column: column.to_owned() });
    }
}
