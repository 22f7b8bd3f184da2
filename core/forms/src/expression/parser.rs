//! Tokens to a tree, by precedence climbing.

mod path;

use std::ops::Range;

use super::fault::{Fault, FaultKind};
use super::function::{self, Function};
use super::lexer::{Token, TokenKind, lex};
use super::resolver::{Parsed, Place, Resolver};
use super::{Expr, Operator, Path, Start};
use crate::limits;

/// Parses an expression.
///
/// # Errors
/// The first [`Fault`] of the text.
pub fn parse(text: &str, resolver: &dyn Resolver) -> Result<Expr, Fault> {
    parse_with_spans(text, resolver).map(|parsed| parsed.expr)
}

/// Like [`parse`], with the places of its paths for later messages.
///
/// # Errors
/// The first [`Fault`] of the text.
pub fn parse_with_spans(text: &str, resolver: &dyn Resolver) -> Result<Parsed, Fault> {
    if text.len() > limits::EXPRESSION_BYTES {
        return Err(Fault { span: 0..text.len(), kind: FaultKind::TooLong });
    }
    let tokens = lex(text)?;
    if tokens.is_empty() {
        return Err(Fault { span: 0..text.len(), kind: FaultKind::Empty });
    }
    let mut parser = Parser {
        tokens,
        next: 0,
        length: text.len(),
        resolver,
        place: Place::default(),
        depth: 0,
        nodes: 0,
        paths: Vec::new(),
    };
    let expr = parser.binary(0)?;
    match parser.peek() {
        None => Ok(Parsed { expr, paths: parser.paths }),
        Some(_) => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'a> {
    tokens: Vec<Token>,
    next: usize,
    length: usize,
    resolver: &'a dyn Resolver,
    place: Place,
    depth: usize,
    nodes: usize,
    paths: Vec<Range<usize>>,
}

type Parse<T> = Result<T, Fault>;

/// Operator and how tightly it binds; all bind to the left.
const OPERATORS: [(&str, Operator, u8); 13] = [
    ("or", Operator::Or, 1),
    ("and", Operator::And, 2),
    ("=", Operator::Equal, 3),
    ("!=", Operator::NotEqual, 3),
    ("<", Operator::Less, 4),
    ("<=", Operator::LessOrEqual, 4),
    (">", Operator::Greater, 4),
    (">=", Operator::GreaterOrEqual, 4),
    ("+", Operator::Add, 5),
    ("-", Operator::Subtract, 5),
    ("*", Operator::Multiply, 6),
    ("div", Operator::Divide, 6),
    ("mod", Operator::Modulo, 6),
];

impl Parser<'_> {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    fn sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(TokenKind::Sign(next)) if *next == sign)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.sign(sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str, expected: &'static str) -> Parse<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// The bytes of the next token, or of the end.
    fn here(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.length..self.length, |token| token.start..token.end)
    }

    fn since(&self, start: usize) -> Range<usize> {
        let end =
            self.next.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end);
        start..end.max(start)
    }

    fn unexpected(&self, expected: &'static str) -> Fault {
        let found = match self.peek() {
            None => "the end".to_owned(),
            Some(TokenKind::Number(number)) => number.to_string(),
            Some(TokenKind::Text(_)) => "a text".to_owned(),
            Some(TokenKind::Name(name)) => format!("`{name}`"),
            Some(TokenKind::Reference(name)) => format!("`${{{name}}}`"),
            Some(TokenKind::Operator(sign) | TokenKind::Sign(sign)) => format!("`{sign}`"),
            Some(TokenKind::Minus) => "`-`".to_owned(),
            Some(TokenKind::Star) => "`*`".to_owned(),
        };
        Fault { span: self.here(), kind: FaultKind::Unexpected { found, expected } }
    }

    fn unsupported(&self, what: &'static str) -> Fault {
        Fault { span: self.here(), kind: FaultKind::Unsupported(what) }
    }

    fn count(&mut self) -> Parse<()> {
        self.nodes += 1;
        if self.nodes > limits::EXPRESSION_NODES {
            return Err(Fault { span: self.here(), kind: FaultKind::TooLong });
        }
        Ok(())
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        self.depth += 1;
        if self.depth > limits::EXPRESSION_DEPTH {
            return Err(Fault { span: self.here(), kind: FaultKind::TooDeep });
        }
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Operators that bind at least as tightly as `least`. A chain of operators makes the tree deep on its left, so it
    /// counts as depth too.
    fn binary(&mut self, least: u8) -> Parse<Expr> {
        let mut left = self.deeper(Self::unary)?;
        let mut chain = height(&left);
        loop {
            let Some(TokenKind::Operator(sign)) = self.peek() else { return Ok(left) };
            let Some(&(_, operator, tightness)) = OPERATORS.iter().find(|(name, ..)| name == sign) else {
                return Err(self.unsupported("`|`"));
            };
            if tightness < least {
                return Ok(left);
            }
            self.next += 1;
            self.count()?;
            let right = self.deeper(|parser| parser.binary(tightness + 1))?;
            chain = chain.max(height(&right)) + 1;
            if chain > limits::EXPRESSION_HEIGHT {
                return Err(Fault { span: self.here(), kind: FaultKind::TooDeep });
            }
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
    }

    fn unary(&mut self) -> Parse<Expr> {
        if self.peek() != Some(&TokenKind::Minus) {
            return self.operand();
        }
        self.next += 1;
        self.count()?;
        self.deeper(Self::unary).map(|operand| Expr::Negate(Box::new(operand)))
    }

    fn operand(&mut self) -> Parse<Expr> {
        self.count()?;
        let start = self.here().start;
        match self.peek().cloned() {
            Some(TokenKind::Number(number)) => {
                self.next += 1;
                Ok(Expr::Number(number))
            }
            Some(TokenKind::Text(text)) => {
                self.next += 1;
                Ok(Expr::Text(text))
            }
            Some(TokenKind::Sign("(")) => {
                self.next += 1;
                let inner = self.deeper(|parser| parser.binary(0))?;
                self.expect(")", "`)`")?;
                self.refuse_filter()?;
                Ok(inner)
            }
            Some(TokenKind::Reference(name)) => self.reference(&name, start),
            Some(TokenKind::Name(name)) if self.is_call() => self.call(&name, start),
            _ => self.path(start),
        }
    }

    /// Is the name that comes next followed by a bracket?
    fn is_call(&self) -> bool {
        self.tokens.get(self.next + 1).map(|token| &token.kind) == Some(&TokenKind::Sign("("))
    }

    /// `(…)[…]`, `f(…)[…]` and `(…)/…` are XPath, but no ODK tool has them.
    fn refuse_filter(&self) -> Parse<()> {
        if self.sign("[") || self.sign("/") {
            Err(self.unsupported("a path that starts with a bracket or a function"))
        } else {
            Ok(())
        }
    }

    fn call(&mut self, name: &str, start: usize) -> Parse<Expr> {
        match name {
            "instance" => return self.list_path(start),
            "current" => {
                self.next += 2;
                self.expect(")", "`)`")?;
                if !self.sign("/") {
                    return Err(self.unexpected("`/` after `current()`"));
                }
                return self.steps(Path { start: Start::Current, steps: Vec::new() }, start);
            }
            "node" | "text" | "comment" | "processing-instruction" => {
                return Err(self.unsupported("a node test"));
            }
            _ => {}
        }
        let Some(function) = Function::by_name(name) else {
            let kind = FaultKind::UnknownFunction(name.to_owned());
            return Err(Fault { span: self.here(), kind });
        };
        self.next += 2;
        let mut arguments = self.arguments(function)?;
        let span = self.since(start);
        if let (Function::ChoiceName, Some(Expr::Text(question))) = (function, arguments.get(1)) {
            arguments[1] = self.quoted_path(&question.clone(), span.clone())?;
        }
        function::check_call(function, &arguments).map_err(|kind| Fault { span, kind })?;
        self.refuse_filter()?;
        Ok(Expr::Call(function, arguments))
    }

    /// The question that `jr:choice-name` names in quotes.
    fn quoted_path(&mut self, text: &str, span: Range<usize>) -> Parse<Expr> {
        let inner = self.deeper(|parser| parse_with_spans(text, parser.resolver))?;
        for _ in &inner.paths {
            self.count()?;
            self.paths.push(span.clone());
        }
        Ok(inner.expr)
    }

    fn arguments(&mut self, function: Function) -> Parse<Vec<Expr>> {
        let mut arguments = Vec::new();
        if self.take_sign(")") {
            return Ok(arguments);
        }
        let outer = self.place;
        loop {
            if function == Function::IndexedRepeat {
                self.place.indexed_repeat_argument = Some(arguments.len());
            }
            arguments.push(self.deeper(|parser| parser.binary(0))?);
            if !self.take_sign(",") {
                break;
            }
        }
        self.place = outer;
        self.expect(")", "`,` or `)`")?;
        Ok(arguments)
    }
}

/// How high a tree is. Each operand is measured once per operator above it; chains are bounded by [`limits::EXPRESSION_HEIGHT`].
fn height(expr: &Expr) -> usize {
    match expr {
        Expr::Binary(_, left, right) => 1 + height(left).max(height(right)),
        Expr::Negate(operand) => 1 + height(operand),
        Expr::Call(_, arguments) => 1 + arguments.iter().map(height).max().unwrap_or(0),
        Expr::Path(path) => {
            1 + path.steps.iter().flat_map(|step| &step.predicates).map(height).max().unwrap_or(0)
        }
        Expr::Number(_) | Expr::Text(_) => 1,
    }
}
