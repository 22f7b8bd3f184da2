//! Whether the parts of a form fit each other.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Choices, DefinitionError, Form, Kind, Node, Piece, Preset, Shuffle, Source, Text};
use crate::expression::{Expr, extent};
use crate::limits;
use crate::program::Program;

fn wrong(node: usize, what: &'static str) -> DefinitionError {
    DefinitionError::Inconsistent { node, what }
}

fn must(holds: bool, node: usize, what: &'static str) -> Result<(), DefinitionError> {
    if holds { Ok(()) } else { Err(wrong(node, what)) }
}

impl Form {
    /// Whether everything in the form fits together: structure, bounds, paths, lists, no circles.
    ///
    /// # Errors
    /// [`DefinitionError`].
    pub fn check(&self) -> Result<(), DefinitionError> {
        self.check_structure()?;
        Program::new(Arc::new(self.clone())).map(|_| ())
    }

    /// What must hold before paths can be resolved.
    pub(crate) fn check_structure(&self) -> Result<(), DefinitionError> {
        let languages = self.languages.len();
        must((1..=limits::LANGUAGES).contains(&languages), 0, "languages")?;
        must((1..=limits::NODES).contains(&self.nodes.len()), 0, "number of nodes")?;
        let head = [&self.id, &self.title, &self.version, &self.style].into_iter().chain(&self.languages);
        must(head.into_iter().all(|text| text.len() <= limits::TEXT_BYTES), 0, "text too long")?;
        self.check_lists()?;
        let mut size = 0;
        let mut depths: Vec<usize> = Vec::with_capacity(self.nodes.len());
        let mut names = HashSet::with_capacity(self.nodes.len());
        for (at, node) in self.nodes.iter().enumerate() {
            let depth = self.check_place(at, node, &depths)?;
            depths.push(depth);
            must(at == 0 || names.insert((node.parent, node.name.as_str())), at, "name not unique")?;
            size += self.check_node(at, node, languages)?;
            must(size <= limits::FORM_EXPRESSION_NODES, at, "too many expressions")?;
        }
        self.check_order()
    }

    fn check_place(&self, at: usize, node: &Node, depths: &[usize]) -> Result<usize, DefinitionError> {
        if at == 0 {
            must(node.parent == 0 && node.kind == Kind::Group, 0, "root is no group")?;
            must(node.relevant.is_none() && node.calculation.is_none(), 0, "root with an expression")?;
            return Ok(1);
        }
        let parent = node.parent as usize;
        must(parent < at, at, "parent after child")?;
        must(self.nodes[parent].kind.is_container(), at, "parent is no group")?;
        let depth = depths[parent] + 1;
        must(depth <= limits::NODE_DEPTH, at, "too deep")?;
        Ok(depth)
    }

    /// Document order: the nodes of a group come together.
    fn check_order(&self) -> Result<(), DefinitionError> {
        let mut open = vec![0_usize];
        for (at, node) in self.nodes.iter().enumerate().skip(1) {
            while open.last().is_some_and(|last| *last != node.parent as usize) {
                open.pop();
            }
            must(!open.is_empty(), at, "not in document order")?;
            open.push(at);
        }
        Ok(())
    }

    fn check_node(&self, at: usize, node: &Node, languages: usize) -> Result<usize, DefinitionError> {
        must(is_name(&node.name), at, "name")?;
        let texts =
            [&node.label, &node.hint, &node.guidance, &node.required_message, &node.constraint_message];
        let mut size = 0;
        for text in texts {
            size += check_text(text, languages).ok_or(wrong(at, "text"))?;
        }
        let container = node.kind.is_container();
        must(!container || node.calculation.is_none() && node.default.is_none(), at, "group with a value")?;
        let targets = node.trigger.iter().all(|trigger| {
            self.nodes.get(*trigger as usize).is_some_and(|by| !by.kind.is_container())
                && *trigger as usize != at
        });
        must(targets && node.trigger.len() <= limits::COLUMNS, at, "trigger")?;
        let short = |text: &String| text.len() <= limits::TEXT_BYTES;
        let plain = short(&node.appearance) && short(&node.htcds);
        must(
            plain && node.parameters.iter().all(|(name, value)| short(name) && short(value)),
            at,
            "text too long",
        )?;
        if let Some(Preset::Static(text)) = &node.default {
            must(text.len() <= limits::TEXT_BYTES, at, "text too long")?;
        }
        for expr in expressions(node) {
            size += extent(expr).ok_or(wrong(at, "expression too large"))?;
        }
        self.check_kind(at, node)?;
        Ok(size)
    }

    fn check_kind(&self, at: usize, node: &Node) -> Result<(), DefinitionError> {
        match &node.kind {
            Kind::Range(range) => {
                let finite = [range.start, range.end, range.step].iter().all(|number| number.is_finite());
                must(finite && range.step != 0.0, at, "range")
            }
            kind => match kind.select().map(|select| &select.choices) {
                Some(Choices::List(list)) => must((*list as usize) < self.lists.len(), at, "unknown list"),
                _ => Ok(()),
            },
        }
    }

    fn check_lists(&self) -> Result<(), DefinitionError> {
        must(self.lists.len() <= limits::LISTS, 0, "number of lists")?;
        let mut names = HashSet::new();
        let mut choices = 0;
        for list in &self.lists {
            must(is_name(&list.name) && names.insert(list.name.as_str()), 0, "name of a list")?;
            let items = match &list.source {
                Source::BuiltIn(name) => {
                    must(is_name(name), 0, "name of a list")?;
                    continue;
                }
                Source::Inline(items) => items,
            };
            choices += items.items.len();
            must(choices <= limits::CHOICES, 0, "too many choices")?;
            must(items.columns.len() <= limits::COLUMNS, 0, "too many columns")?;
            must(items.columns.iter().all(|column| is_name(column)), 0, "name of a column")?;
            for item in &items.items {
                must(item.name.len() <= limits::NAME_BYTES && !item.name.is_empty(), 0, "name of a choice")?;
                must(item.values.len() <= items.columns.len(), 0, "more values than columns")?;
                must(item.values.iter().all(|value| value.len() <= limits::TEXT_BYTES), 0, "text too long")?;
                check_text(&item.label, self.languages.len()).ok_or(wrong(0, "label of a choice"))?;
            }
        }
        Ok(())
    }
}

fn is_name(name: &str) -> bool {
    let plain = |letter: char| !letter.is_whitespace() && !letter.is_control() && !"/[]".contains(letter);
    !name.is_empty() && name.len() <= limits::NAME_BYTES && name.chars().all(plain)
}

/// The nodes of a text's expressions; `None` if it breaks a bound.
fn check_text(text: &Text, languages: usize) -> Option<usize> {
    if text.0.len() > languages {
        return None;
    }
    text.0.iter().flatten().try_fold(0, |size, piece| match piece {
        Piece::Literal(literal) => (literal.len() <= limits::TEXT_BYTES).then_some(size),
        Piece::Value(expr) => extent(expr).map(|nodes| size + nodes),
    })
}

fn expressions(node: &Node) -> impl Iterator<Item = &Expr> {
    let default = match &node.default {
        Some(Preset::Dynamic(expr)) => Some(expr),
        _ => None,
    };
    let count = match &node.kind {
        Kind::Repeat(repeat) => repeat.count.as_ref(),
        _ => None,
    };
    let select = node.kind.select();
    let filter = select.and_then(|select| select.filter.as_ref());
    let nodes = select.and_then(|select| match &select.choices {
        Choices::Nodes(expr) => Some(expr),
        Choices::List(_) => None,
    });
    let seed = select.and_then(|select| match &select.randomize {
        Some(Shuffle::Seed(expr)) => Some(expr),
        _ => None,
    });
    let own = [&node.calculation, &node.constraint, &node.read_only, &node.required, &node.relevant];
    own.into_iter().flatten().chain([default, count, filter, nodes, seed].into_iter().flatten())
}
