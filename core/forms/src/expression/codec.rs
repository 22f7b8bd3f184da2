//! The form of a tree in a definition: literals as text and numbers, everything else as an array that starts with
//! what it is.
//!
//! `text` · `number` · `[1..=13, left, right]` operator · `[20, operand]` minus · `[21, function, argument…]` ·
//! `[30, step…]` path from the root · `[31, …]` from the context · `[32, …]` from `current()` · `[33, list, step…]`.
//! A step is a name, `0` (every child), `1` (parent), `2` (itself), or `[test, predicate…]`.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::function::check_call;
use super::{Expr, Function, Operator, Path, Start, Step, Test};
use crate::definition::Piece;

const NEGATE: u8 = 20;
const CALL: u8 = 21;
const ROOT: u8 = 30;
const CONTEXT: u8 = 31;
const CURRENT: u8 = 32;
const LIST: u8 = 33;

const OPERATORS: [Operator; 13] = [
    Operator::Or,
    Operator::And,
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
    Operator::Add,
    Operator::Subtract,
    Operator::Multiply,
    Operator::Divide,
    Operator::Modulo,
];

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serialize_number(*number, serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Binary(operator, left, right) => (*operator as u8, left, right).serialize(serializer),
            Self::Negate(operand) => (NEGATE, operand).serialize(serializer),
            Self::Call(function, arguments) => {
                let mut seq = serializer.serialize_seq(Some(2 + arguments.len()))?;
                seq.serialize_element(&CALL)?;
                seq.serialize_element(&(*function as u8))?;
                arguments.iter().try_for_each(|argument| seq.serialize_element(argument))?;
                seq.end()
            }
            Self::Path(path) => path.serialize(serializer),
        }
    }
}

/// Whole numbers as integers: shorter.
fn serialize_number<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    let whole = number as i32;
    if f64::from(whole).to_bits() == number.to_bits() {
        serializer.serialize_i32(whole)
    } else {
        serializer.serialize_f64(number)
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let list = matches!(self.start, Start::List(_));
        let mut seq = serializer.serialize_seq(Some(1 + usize::from(list) + self.steps.len()))?;
        match &self.start {
            Start::Root => seq.serialize_element(&ROOT)?,
            Start::Context => seq.serialize_element(&CONTEXT)?,
            Start::Current => seq.serialize_element(&CURRENT)?,
            Start::List(name) => {
                seq.serialize_element(&LIST)?;
                seq.serialize_element(name)?;
            }
        }
        self.steps.iter().try_for_each(|step| seq.serialize_element(step))?;
        seq.end()
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.predicates.is_empty() {
            return self.test.serialize(serializer);
        }
        let mut seq = serializer.serialize_seq(Some(1 + self.predicates.len()))?;
        seq.serialize_element(&self.test)?;
        self.predicates.iter().try_for_each(|predicate| seq.serialize_element(predicate))?;
        seq.end()
    }
}

impl Serialize for Test {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Child(name) => serializer.serialize_str(name),
            Self::AnyChild => serializer.serialize_u8(0),
            Self::Parent => serializer.serialize_u8(1),
            Self::Itself => serializer.serialize_u8(2),
        }
    }
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExprVisitor)
    }
}

struct ExprVisitor;

impl<'de> Visitor<'de> for ExprVisitor {
    type Value = Expr;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an expression")
    }

    fn visit_str<E>(self, text: &str) -> Result<Expr, E> {
        Ok(Expr::Text(text.to_owned()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Expr, E> {
        Ok(Expr::Number(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Expr, E> {
        Ok(Expr::Number(number as f64))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Expr, E> {
        Ok(Expr::Number(number as f64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Expr, A::Error> {
        let tag: u8 = need(&mut seq)?;
        let expr = match tag {
            NEGATE => Expr::Negate(Box::new(need(&mut seq)?)),
            CALL => call(&mut seq)?,
            ROOT => path(Start::Root, &mut seq)?,
            CONTEXT => path(Start::Context, &mut seq)?,
            CURRENT => path(Start::Current, &mut seq)?,
            LIST => path(Start::List(need(&mut seq)?), &mut seq)?,
            _ => {
                let operator = usize::from(tag).checked_sub(1).and_then(|at| OPERATORS.get(at));
                let operator = operator.ok_or_else(|| de::Error::custom("an unknown operator"))?;
                Expr::Binary(*operator, Box::new(need(&mut seq)?), Box::new(need(&mut seq)?))
            }
        };
        match seq.next_element::<IgnoredAny>()? {
            None => Ok(expr),
            Some(_) => Err(de::Error::custom("an expression with too many parts")),
        }
    }
}

fn need<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(seq: &mut A) -> Result<T, A::Error> {
    seq.next_element()?.ok_or_else(|| de::Error::custom("an expression with too few parts"))
}

fn rest<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(seq: &mut A) -> Result<Vec<T>, A::Error> {
    std::iter::from_fn(|| seq.next_element().transpose()).collect()
}

fn call<'de, A: SeqAccess<'de>>(seq: &mut A) -> Result<Expr, A::Error> {
    let number: u8 = need(seq)?;
    let function = Function::by_number(number).ok_or_else(|| de::Error::custom("an unknown function"))?;
    let arguments: Vec<Expr> = rest(seq)?;
    check_call(function, &arguments).map_err(de::Error::custom)?;
    Ok(Expr::Call(function, arguments))
}

fn path<'de, A: SeqAccess<'de>>(start: Start, seq: &mut A) -> Result<Expr, A::Error> {
    Ok(Expr::Path(Path { start, steps: rest(seq)? }))
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StepVisitor)
    }
}

struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Step;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a step of a path")
    }

    fn visit_str<E>(self, name: &str) -> Result<Step, E> {
        Ok(Step::child(name))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Step, E> {
        let test = match number {
            0 => Test::AnyChild,
            1 => Test::Parent,
            2 => Test::Itself,
            _ => return Err(E::custom("an unknown step")),
        };
        Ok(Step { test, predicates: Vec::new() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Step, A::Error> {
        let Step { test, predicates } = need(&mut seq)?;
        if !predicates.is_empty() {
            return Err(de::Error::custom("a step in a step"));
        }
        Ok(Step { test, predicates: rest(&mut seq)? })
    }
}

/// A literal piece as a text, a value as an array of one expression.
impl Serialize for Piece {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(text) => serializer.serialize_str(text),
            Self::Value(expr) => (expr,).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Piece {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PieceVisitor)
    }
}

struct PieceVisitor;

impl<'de> Visitor<'de> for PieceVisitor {
    type Value = Piece;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a text or an expression in an array")
    }

    fn visit_str<E>(self, text: &str) -> Result<Piece, E> {
        Ok(Piece::Literal(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Piece, A::Error> {
        let piece = Piece::Value(need(&mut seq)?);
        match seq.next_element::<IgnoredAny>()? {
            None => Ok(piece),
            Some(_) => Err(de::Error::custom("a value with too many parts")),
        }
    }
}
