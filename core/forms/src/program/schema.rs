//! The static shape of a form's instance. Every repeat (and the root) opens a *scope*; each instance of it is a frame
//! with one slot for every node that lies in it but in no inner repeat.

use crate::definition::{Form, Kind};

/// Index of a node of the form.
pub(crate) type NodeId = u32;
/// Index of a scope; 0 is the root's.
pub(crate) type ScopeId = u32;

/// Where a node lies.
pub(crate) struct Place {
    pub(crate) parent: NodeId,
    pub(crate) scope: ScopeId,
    pub(crate) slot: u32,
    /// Groups and repeats above it.
    pub(crate) depth: u32,
    pub(crate) children: Vec<NodeId>,
    /// The node after the last descendant, in document order.
    pub(crate) end: NodeId,
}

/// A scope.
pub(crate) struct Scope {
    /// Its repeat, or the root.
    pub(crate) node: NodeId,
    pub(crate) parent: ScopeId,
    /// Scopes above it.
    pub(crate) depth: u32,
    /// Its nodes by slot, in document order; the repeat itself first.
    pub(crate) nodes: Vec<NodeId>,
    /// Scopes directly inside, in document order.
    pub(crate) inner: Vec<ScopeId>,
    /// Position of it in its parent's `inner`.
    pub(crate) index: u32,
}

/// The shape of a form.
pub(crate) struct Schema {
    pub(crate) places: Vec<Place>,
    pub(crate) scopes: Vec<Scope>,
}

impl Schema {
    /// The form's parents must come before their children; [`Form::check`] sees to that first.
    pub(crate) fn new(form: &Form) -> Self {
        let mut schema = Self { places: Vec::with_capacity(form.nodes.len()), scopes: Vec::new() };
        for (at, node) in form.nodes.iter().enumerate() {
            schema.add(at as NodeId, node.parent, matches!(node.kind, Kind::Repeat(_)));
        }
        for at in (1..schema.places.len()).rev() {
            let (parent, end) = (schema.places[at].parent as usize, schema.places[at].end);
            schema.places[parent].end = schema.places[parent].end.max(end);
        }
        schema
    }

    fn add(&mut self, node: NodeId, parent: NodeId, repeats: bool) {
        let outer = if node == 0 { 0 } else { self.places[parent as usize].scope };
        let depth = if node == 0 { 0 } else { self.places[parent as usize].depth + 1 };
        let scope = if node == 0 || repeats { self.open(node, outer) } else { outer };
        let slot = self.scopes[scope as usize].nodes.len() as u32;
        self.scopes[scope as usize].nodes.push(node);
        self.places.push(Place { parent, scope, slot, depth, children: Vec::new(), end: node + 1 });
        if node > 0 {
            self.places[parent as usize].children.push(node);
        }
    }

    fn open(&mut self, node: NodeId, parent: ScopeId) -> ScopeId {
        let id = self.scopes.len() as ScopeId;
        let (depth, index) = match self.scopes.get_mut(parent as usize) {
            Some(outer) => {
                outer.inner.push(id);
                (outer.depth + 1, outer.inner.len() as u32 - 1)
            }
            None => (0, 0),
        };
        self.scopes.push(Scope { node, parent, depth, nodes: Vec::new(), inner: Vec::new(), index });
        id
    }

    pub(crate) fn place(&self, node: NodeId) -> &Place {
        &self.places[node as usize]
    }

    pub(crate) fn scope(&self, scope: ScopeId) -> &Scope {
        &self.scopes[scope as usize]
    }

    pub(crate) fn scope_of(&self, node: NodeId) -> ScopeId {
        self.place(node).scope
    }

    pub(crate) fn is_repeat(&self, node: NodeId) -> bool {
        node > 0 && self.scope(self.scope_of(node)).node == node
    }

    /// The node and everything above it, from the root on.
    pub(crate) fn chain(&self, node: NodeId) -> Vec<NodeId> {
        let mut chain = vec![node];
        let mut at = node;
        while at != 0 {
            at = self.place(at).parent;
            chain.push(at);
        }
        chain.reverse();
        chain
    }

    /// The innermost scope that holds both.
    pub(crate) fn common(&self, mut one: ScopeId, mut other: ScopeId) -> ScopeId {
        while one != other {
            if self.scope(one).depth >= self.scope(other).depth {
                one = self.scope(one).parent;
            } else {
                other = self.scope(other).parent;
            }
        }
        one
    }

    /// How many frames lie between a frame of one scope and the frame around it of another.
    pub(crate) fn climb(&self, from: ScopeId, to: ScopeId) -> u32 {
        self.scope(from).depth.saturating_sub(self.scope(to).depth)
    }
}
