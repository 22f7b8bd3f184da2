//! Functions of nodes: counts, sums, checklists.

use super::super::{Eval, EvaluationFault, Evaluator, Found, Point};
use crate::expression::Function;
use crate::program::Code;
use crate::value::{Value, to_int};

impl Evaluator<'_> {
    pub(super) fn of_nodes(&self, function: Function, arguments: &[Code]) -> Eval<Option<Value>> {
        use Function as F;
        Ok(Some(match function {
            F::Position => Value::Number(self.position_in(arguments.first())? as f64),
            F::Count => Value::Number(match self.found(&arguments[0])? {
                Found::Nodes(nodes) => nodes.len() as f64,
                Found::Rows { rows, .. } => rows.len() as f64,
                Found::Value(_) => return Err(EvaluationFault::NotNodes),
            }),
            F::CountNonEmpty => Value::Number(self.count_non_empty(&arguments[0])? as f64),
            F::Sum => match self.found(&arguments[0])? {
                Found::Value(_) => return Err(EvaluationFault::NotNodes),
                nodes => Value::Number(self.numbers(nodes)?.into_iter().sum::<f64>() + 0.0),
            },
            F::Max | F::Min => Value::Number(self.extreme(function == F::Max, arguments)?),
            F::Checklist => Value::Boolean(self.checklist(arguments)?),
            F::WeightedChecklist => Value::Boolean(self.weighted_checklist(arguments)?),
            _ => return self.geography(function, arguments),
        }))
    }

    fn position_in(&self, node: Option<&Code>) -> Eval<usize> {
        match (node, self.position, self.point) {
            (Some(code), ..) => match self.found(code)? {
                Found::Nodes(nodes) => Ok(nodes.first().map_or(0, |node| self.multiplicity(*node))),
                Found::Rows { rows, .. } => Ok(rows.first().map_or(0, |row| row + 1)),
                Found::Value(_) => Err(EvaluationFault::NotNodes),
            },
            (None, Some(position), _) => Ok(position),
            (None, None, Point::Node(at)) => Ok(self.multiplicity(at)),
            (None, None, Point::Item { row, .. }) => Ok(row + 1),
        }
    }

    fn count_non_empty(&self, code: &Code) -> Eval<usize> {
        let schema = &self.program.schema;
        Ok(match self.found(code)? {
            Found::Nodes(nodes) => nodes
                .iter()
                .filter(|node| {
                    !schema.place(node.node).children.is_empty() || !self.tree.cell(schema, **node).is_empty()
                })
                .count(),
            Found::Value(_) => return Err(EvaluationFault::NotNodes),
            rows => self.values(rows)?.iter().filter(|value| !value.is_null()).count(),
        })
    }

    /// The numbers among the values.
    fn numbers(&self, found: Found) -> Eval<Vec<f64>> {
        let numbers = self.values(found)?.into_iter().map(|value| value.to_number(self.clock()));
        Ok(numbers.filter(|number| !number.is_nan()).collect())
    }

    /// Every argument's value, or all values of the only argument.
    fn spread(&self, arguments: &[Code]) -> Eval<Vec<Value>> {
        match arguments {
            [only] => {
                let found = self.found(only)?;
                self.values(found)
            }
            _ => arguments.iter().map(|argument| self.value(argument)).collect(),
        }
    }

    /// The largest starts from the smallest positive number, as in the reference engine: it is never negative.
    fn extreme(&self, largest: bool, arguments: &[Code]) -> Eval<f64> {
        let values = self.spread(arguments)?.into_iter().map(|value| value.to_number(self.clock()));
        let numbers: Vec<f64> = values.filter(|number| !number.is_nan()).collect();
        if numbers.is_empty() {
            return Ok(f64::NAN);
        }
        Ok(if largest {
            numbers.into_iter().fold(f64::from_bits(1), f64::max)
        } else {
            numbers.into_iter().fold(f64::MAX, f64::min)
        })
    }

    fn checklist(&self, arguments: &[Code]) -> Eval<bool> {
        let least = to_int(self.number(&arguments[0])?);
        let most = to_int(self.number(&arguments[1])?);
        let count = self.spread(&arguments[2..])?.iter().filter(|value| value.to_boolean()).count() as i64;
        Ok((least < 0 || count >= least.into()) && (most < 0 || count <= most.into()))
    }

    fn weighted_checklist(&self, arguments: &[Code]) -> Eval<bool> {
        let (least, most) = (self.number(&arguments[0])?, self.number(&arguments[1])?);
        let is_path = |code: &Code| matches!(code, Code::Route(_) | Code::Items(_));
        let pairs = match &arguments[2..] {
            [flags, weights] if is_path(flags) && is_path(weights) => {
                let (flags, weights) = (self.found(flags)?, self.found(weights)?);
                let (flags, weights) = (self.values(flags)?, self.values(weights)?);
                if flags.len() != weights.len() {
                    return Err(EvaluationFault::NotNodes);
                }
                flags.into_iter().zip(weights).collect::<Vec<_>>()
            }
            rest => {
                let pair = |pair: &[Code]| Ok((self.value(&pair[0])?, self.value(&pair[1])?));
                rest.chunks_exact(2).map(pair).collect::<Eval<_>>()?
            }
        };
        let chosen = pairs.iter().filter(|(flag, _)| flag.to_boolean());
        let total: f64 = chosen.map(|(_, weight)| weight.to_number(self.clock())).sum();
        Ok(total >= least && total <= most)
    }
}
