//! Paths and their predicates.

use super::{Parse, Parser};
use crate::expression::fault::Fault;
use crate::expression::lexer::TokenKind;
use crate::expression::{Expr, Path, Start, Step, Test};

impl Parser<'_> {
    /// `instance('name')/root/item…`
    pub(super) fn list_path(&mut self, start: usize) -> Parse<Expr> {
        self.next += 2;
        let Some(TokenKind::Text(name)) = self.peek().cloned() else {
            return Err(self.unexpected("the name of a choice list in quotes"));
        };
        self.next += 1;
        self.expect(")", "`)`")?;
        if !self.sign("/") {
            return Err(self.unexpected("`/root/item`"));
        }
        self.steps(Path { start: Start::List(name), steps: Vec::new() }, start)
    }

    pub(super) fn reference(&mut self, name: &str, start: usize) -> Parse<Expr> {
        let path =
            self.resolver.resolve(name, self.place).map_err(|kind| Fault { span: self.here(), kind })?;
        self.next += 1;
        for _ in &path.steps {
            self.count()?;
        }
        self.paths.push(self.since(start));
        let at = self.paths.len() - 1;
        self.continued(path, start, at)
    }

    pub(super) fn path(&mut self, start: usize) -> Parse<Expr> {
        if self.sign("//") {
            return Err(self.unsupported("`//`"));
        }
        if self.take_sign("/") {
            self.paths.push(self.here());
            let at = self.paths.len() - 1;
            let mut path = Path { start: Start::Root, steps: Vec::new() };
            self.step(&mut path)?;
            return self.continued(path, start, at);
        }
        self.paths.push(self.here());
        let at = self.paths.len() - 1;
        let mut path = Path { start: Start::Context, steps: Vec::new() };
        self.step(&mut path)?;
        self.continued(path, start, at)
    }

    pub(super) fn steps(&mut self, path: Path, start: usize) -> Parse<Expr> {
        self.paths.push(self.since(start));
        let at = self.paths.len() - 1;
        self.continued(path, start, at)
    }

    /// More predicates and steps after what is there.
    fn continued(&mut self, mut path: Path, start: usize, at: usize) -> Parse<Expr> {
        loop {
            if self.sign("[") {
                if path.steps.is_empty() {
                    return Err(self.unsupported("a predicate on `current()`"));
                }
                self.predicates(&mut path)?;
            } else if self.take_sign("/") {
                self.step(&mut path)?;
            } else if self.sign("//") {
                return Err(self.unsupported("`//`"));
            } else {
                let span = self.since(start);
                if let Some(place) = self.paths.get_mut(at) {
                    *place = span;
                }
                return Ok(Expr::Path(path));
            }
        }
    }

    fn step(&mut self, path: &mut Path) -> Parse<()> {
        self.count()?;
        let downward = path.steps.iter().any(|step| !matches!(step.test, Test::Parent | Test::Itself));
        let test = match self.peek().cloned() {
            Some(TokenKind::Name(axis)) if self.is_axis() => self.on_axis(&axis)?,
            Some(TokenKind::Name(name)) => self.named(name)?,
            Some(TokenKind::Star) => {
                self.next += 1;
                Test::AnyChild
            }
            Some(TokenKind::Sign("..")) if downward && path.start == Start::Root && path.steps.is_empty() => {
                return Err(self.unsupported("`..` above the root"));
            }
            Some(TokenKind::Sign("..")) => {
                self.next += 1;
                Test::Parent
            }
            Some(TokenKind::Sign(".")) => {
                self.next += 1;
                Test::Itself
            }
            Some(TokenKind::Sign("@")) => return Err(self.unsupported("an attribute")),
            _ => return Err(self.unexpected("a value, a name or a path")),
        };
        path.steps.push(Step { test, predicates: Vec::new() });
        Ok(())
    }

    fn named(&mut self, name: String) -> Parse<Test> {
        if self.is_call() {
            return Err(self.unsupported("a function or a node test as a step"));
        }
        self.next += 1;
        Ok(Test::Child(name))
    }

    /// Is the name that comes next an axis?
    fn is_axis(&self) -> bool {
        self.tokens.get(self.next + 1).map(|token| &token.kind) == Some(&TokenKind::Sign("::"))
    }

    /// `child::name`, `self::node()` and `parent::node()`: the axes that the reference engine has. The rest it refuses.
    fn on_axis(&mut self, axis: &str) -> Parse<Test> {
        let test = match axis {
            "child" => None,
            "self" => Some(Test::Itself),
            "parent" => Some(Test::Parent),
            _ => return Err(self.unsupported("an axis other than `child::`, `self::` and `parent::`")),
        };
        self.next += 2;
        match (test, self.peek().cloned()) {
            (None, Some(TokenKind::Star)) => {
                self.next += 1;
                Ok(Test::AnyChild)
            }
            (None, Some(TokenKind::Name(name))) => self.named(name),
            (None, _) => Err(self.unexpected("a name or `*` after the axis")),
            (Some(test), Some(TokenKind::Name(name))) if name == "node" => {
                self.next += 1;
                self.expect("(", "`(`")?;
                self.expect(")", "`)`")?;
                Ok(test)
            }
            (Some(_), _) => Err(self.unsupported("a name after `self::` or `parent::` (write `node()`)")),
        }
    }

    fn predicates(&mut self, path: &mut Path) -> Parse<()> {
        let outer = self.place;
        self.place.in_predicate = true;
        self.place.in_list_predicate |= matches!(path.start, Start::List(_));
        while self.take_sign("[") {
            let predicate = self.deeper(|parser| parser.binary(0))?;
            self.expect("]", "`]`")?;
            if let Some(step) = path.steps.last_mut() {
                step.predicates.push(predicate);
            }
        }
        self.place = outer;
        Ok(())
    }
}
