//! Paths to items of choice lists.

use super::{Context, Walk, Wrong};
use crate::expression::{FaultKind, Step, Test};
use crate::program::code::{Code, Column, Items};

impl Walk<'_, '_> {
    pub(super) fn column(&mut self, list: u32, steps: &[Step]) -> Result<Code, FaultKind> {
        match steps {
            [Step { test: Test::Itself, predicates }] if predicates.is_empty() => Ok(Code::Item),
            [Step { test: Test::Itself, .. }, Step { test: Test::Child(name), predicates }]
            | [Step { test: Test::Child(name), predicates }]
                if predicates.is_empty() =>
            {
                self.linker.check_column(list, name)?;
                self.speaks |= name == "label";
                Ok(Code::Column(Column::named(name)))
            }
            _ => Err(FaultKind::Unsupported("a path from a list item to anything but its columns")),
        }
    }

    pub(super) fn list(&mut self, name: &str, steps: &[Step]) -> Result<Code, Result<FaultKind, Wrong>> {
        let unknown = || Ok(FaultKind::UnknownList(name.to_owned()));
        let list = *self.linker.lists.get(name).ok_or_else(unknown)?;
        let plain = |step: &Step, expected: &str| matches!(&step.test, Test::Child(name) if name == expected);
        let [root, item, rest @ ..] = steps else {
            return Err(Ok(FaultKind::Unsupported("a list without `/root/item`")));
        };
        if !plain(root, "root") || !root.predicates.is_empty() || !plain(item, "item") {
            return Err(Ok(FaultKind::Unsupported("a path in a list other than `/root/item`")));
        }
        let column = match rest {
            [] => None,
            [Step { test: Test::Child(column), predicates }] if predicates.is_empty() => {
                self.linker.check_column(list, column).map_err(Ok)?;
                self.speaks |= column == "label";
                Some(Column::named(column))
            }
            _ => return Err(Ok(FaultKind::Unsupported("more than a column after a list's item"))),
        };
        let outer = std::mem::replace(&mut self.context, Context::Item(list));
        let predicates: Result<_, _> = item.predicates.iter().map(|predicate| self.expr(predicate)).collect();
        self.context = outer;
        Ok(Code::Items(Box::new(Items { list, predicates: predicates.map_err(Err)?, column })))
    }
}
