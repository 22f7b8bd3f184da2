//! Calls whose arguments are more than values.

use super::{Need, Walk, Wrong};
use crate::expression::{Expr, FaultKind, Function, Operator};
use crate::program::code::{Code, Column, Items};

impl Walk<'_, '_> {
    pub(super) fn call(&mut self, function: Function, arguments: &[Expr]) -> Result<Code, Wrong> {
        self.speaks |= function == Function::ChoiceName;
        if function == Function::Once {
            // The value that is there already decides, but a change of it is no reason to evaluate again.
            let code = self.expr(&arguments[0])?;
            return Ok(Code::Call(function, vec![code]));
        }
        if function == Function::Pulldata {
            return self.pulldata(arguments);
        }
        if function == Function::IndexedRepeat {
            return self.indexed_repeat(arguments);
        }
        let codes = arguments.iter().map(|argument| self.expr(argument)).collect::<Result<_, _>>()?;
        Ok(Code::Call(function, codes))
    }

    /// `pulldata('list', 'column', 'key', value)` is a path to one column of the items whose key has the value.
    fn pulldata(&mut self, arguments: &[Expr]) -> Result<Code, Wrong> {
        let [Expr::Text(list), Expr::Text(column), Expr::Text(key), value] = arguments else {
            return Err((self.met, FaultKind::Unsupported("this form of `pulldata`")));
        };
        let at = self.met;
        let list = *self.linker.lists.get(list.as_str()).ok_or((at, FaultKind::UnknownList(list.clone())))?;
        for name in [column, key] {
            self.linker.check_column(list, name).map_err(|kind| (at, kind))?;
        }
        let value = self.expr(value)?;
        let key = Code::Column(Column::named(key));
        let same = Code::Binary(Operator::Equal, Box::new((key, value)));
        let items = Items { list, predicates: vec![same], column: Some(Column::named(column)) };
        Ok(Code::Call(Function::Pulldata, vec![Code::Items(Box::new(items))]))
    }

    /// The target and repeats as routes that share as much as their instances do; the evaluator fills in positions.
    fn indexed_repeat(&mut self, arguments: &[Expr]) -> Result<Code, Wrong> {
        let at = self.met;
        let target = self.expr(&arguments[0])?;
        let Code::Route(route) = &target else {
            return Err((
                at,
                FaultKind::Argument { function: "indexed-repeat", position: 1, expected: "a question" },
            ));
        };
        let target_node = route.target(self.linker);
        let schema = self.linker.schema;
        let mut codes = vec![target];
        for (position, pair) in arguments[1..].chunks_exact(2).enumerate() {
            let at = self.met;
            let repeat = self.expr(&pair[0])?;
            let above = match &repeat {
                Code::Route(route) => route.target(self.linker),
                _ => None,
            };
            let fits = above.zip(target_node).is_some_and(|(above, target)| {
                schema.is_repeat(above) && above < target && target < schema.place(above).end
            });
            if !fits {
                let expected = "a repeat around the question of argument 1";
                let position = 2 * position + 2;
                return Err((at, FaultKind::Argument { function: "indexed-repeat", position, expected }));
            }
            codes.push(repeat);
            codes.push(self.expr(&pair[1])?);
        }
        if let Some(node) = target_node {
            // Any instance can be meant, so that any instance is a reason to evaluate again.
            self.needs.push(Need { node, shared: 0 });
            self.needs.extend(
                schema
                    .chain(node)
                    .into_iter()
                    .filter(|above| schema.is_repeat(*above))
                    .map(|node| Need { node, shared: 0 }),
            );
        }
        Ok(Code::Call(Function::IndexedRepeat, codes))
    }
}
