//! Names of nodes of an instance.

use super::Filling;
use super::tree::At;
use crate::definition::{Form, Kind, Node};
use crate::program::NodeId;

/// A node and, for each repeat on the way to it, which instance. As text: `/data/children[2]/age`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodePath {
    /// Index of the node in the form.
    pub node: u32,
    /// Positions from 1, of the outermost repeat first; that of the node itself last, if it is a repeat.
    pub positions: Vec<u32>,
}

impl NodePath {
    /// The path of a node.
    pub fn new(node: u32, positions: impl Into<Vec<u32>>) -> Self {
        Self { node, positions: positions.into() }
    }

    /// The path as text, by the names of a form; empty if the form has no such node.
    pub fn text(&self, form: &Form) -> String {
        let mut chain = Vec::new();
        let mut at = self.node as usize;
        while let Some(node) = form.nodes.get(at) {
            chain.push(node);
            if at == 0 || node.parent as usize >= at {
                break;
            }
            at = node.parent as usize;
        }
        let mut text = String::new();
        let mut positions = self.positions.iter();
        for node in chain.into_iter().rev() {
            text.push('/');
            text.push_str(&node.name);
            if matches!(node.kind, Kind::Repeat(_))
                && let Some(position) = positions.next()
            {
                text.push_str(&format!("[{position}]"));
            }
        }
        text
    }

    /// Reads a path as text. Repeats on the way must have a number; the last name may lack it if it is a repeat, and
    /// then means all instances together. `None` if the form has no such node.
    pub fn parse(form: &Form, text: &str) -> Option<Self> {
        let find = |parent: u32, name: &str| {
            let is_child = |(_, node): &(u32, &Node)| node.parent == parent && node.name == name;
            (0..).zip(&form.nodes).skip(1).find(is_child).map(|(at, _)| at)
        };
        Self::parse_by(form, text, find)
    }

    /// Like [`NodePath::parse`], with children found by whoever has an index of them.
    pub(super) fn parse_by(
        form: &Form,
        text: &str,
        child: impl Fn(u32, &str) -> Option<u32>,
    ) -> Option<Self> {
        let mut names = text.strip_prefix('/')?.split('/');
        if names.next()? != form.nodes.first()?.name {
            return None;
        }
        let mut path = Self::new(0, Vec::new());
        let mut names = names.peekable();
        while let Some(name) = names.next() {
            let (name, position) = match name.strip_suffix(']').map(|name| name.split_once('[')) {
                Some(split) => split.and_then(|(name, at)| Some((name, Some(at.parse().ok()?))))?,
                None => (name, None),
            };
            path.node = child(path.node, name)?;
            let repeats = matches!(form.nodes.get(path.node as usize)?.kind, Kind::Repeat(_));
            match position {
                Some(position) if repeats => path.positions.push(position),
                None if !repeats || names.peek().is_none() => {}
                _ => return None,
            }
        }
        Some(path)
    }
}

impl Filling {
    /// Where a path leads in the instance now. A path without the position of its own repeat leads nowhere.
    pub(super) fn find(&self, path: &NodePath) -> Option<At> {
        let schema = &self.program.schema;
        schema.places.get(path.node as usize)?;
        let mut frame = 0;
        let mut positions = path.positions.iter();
        for repeat in schema.chain(path.node).into_iter().filter(|node| schema.is_repeat(*node)) {
            let position = positions.next()?.checked_sub(1)?;
            let index = schema.scope(schema.scope_of(repeat)).index as usize;
            frame = *self.tree.frame(frame).inner[index].get(position as usize)?;
        }
        positions.next().is_none().then_some(At { frame, node: path.node })
    }

    pub(super) fn path_of(&self, at: At) -> NodePath {
        let mut positions = Vec::new();
        let mut frame = at.frame;
        while frame != 0 {
            positions.push(self.tree.frame(frame).position + 1);
            frame = self.tree.frame(frame).parent;
        }
        positions.reverse();
        NodePath::new(at.node, positions)
    }

    /// A path as text.
    pub fn path_text(&self, path: &NodePath) -> String {
        path.text(&self.program.form)
    }

    /// Text of the path of all instances of a repeat in a frame.
    pub(super) fn repeat_text(&self, frame: u32, repeat: NodeId) -> String {
        let NodePath { positions, .. } = self.path_of(At { frame, node: 0 });
        self.path_text(&NodePath::new(repeat, positions))
    }
}
