//! Expressions as text.

use jonaki_forms::expression::{Expr, Operator, Path, Start, Test};

/// An expression, with brackets only where they are needed.
pub(super) fn written(expr: &Expr) -> String {
    bound(expr, 0)
}

fn bound(expr: &Expr, least: u8) -> String {
    match expr {
        Expr::Number(number) => number.to_string(),
        Expr::Text(text) if text.contains('\'') => format!("\"{text}\""),
        Expr::Text(text) => format!("'{text}'"),
        Expr::Path(path) => path_text(path),
        Expr::Negate(operand) => format!("-{}", bound(operand, 7)),
        Expr::Call(function, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(written).collect();
            format!("{}({})", function.name(), arguments.join(", "))
        }
        Expr::Binary(operator, left, right) => {
            let (sign, tightness) = sign(*operator);
            let text = format!("{} {sign} {}", bound(left, tightness), bound(right, tightness + 1));
            if tightness < least { format!("({text})") } else { text }
        }
    }
}

fn sign(operator: Operator) -> (&'static str, u8) {
    match operator {
        Operator::Or => ("or", 1),
        Operator::And => ("and", 2),
        Operator::Equal => ("=", 3),
        Operator::NotEqual => ("!=", 3),
        Operator::Less => ("<", 4),
        Operator::LessOrEqual => ("<=", 4),
        Operator::Greater => (">", 4),
        Operator::GreaterOrEqual => (">=", 4),
        Operator::Add => ("+", 5),
        Operator::Subtract => ("-", 5),
        Operator::Multiply => ("*", 6),
        Operator::Divide => ("div", 6),
        Operator::Modulo => ("mod", 6),
    }
}

fn path_text(path: &Path) -> String {
    let mut parts: Vec<String> = match &path.start {
        Start::Root => vec![String::new()],
        Start::Context => Vec::new(),
        Start::Current => vec!["current()".to_owned()],
        Start::List(name) => vec![format!("instance('{name}')")],
    };
    for step in &path.steps {
        let mut part = match &step.test {
            Test::Child(name) => name.clone(),
            Test::AnyChild => "*".to_owned(),
            Test::Parent => "..".to_owned(),
            Test::Itself => ".".to_owned(),
        };
        part.extend(step.predicates.iter().map(|predicate| format!("[{}]", written(predicate))));
        parts.push(part);
    }
    parts.join("/")
}
