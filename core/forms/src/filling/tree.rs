//! The instance of a form: frames of values, one for the root and one for each instance of a repeat.

use crate::program::{NodeId, Schema, ScopeId};
use crate::value::Cell;

/// Index of a frame; 0 is the root's.
pub(crate) type FrameId = u32;

/// A node in a frame.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct At {
    pub(crate) frame: FrameId,
    pub(crate) node: NodeId,
}

/// An instance of a scope.
pub(crate) struct Frame {
    pub(crate) scope: ScopeId,
    pub(crate) parent: FrameId,
    /// Position among the instances in the same parent, from 0.
    pub(crate) position: u32,
    /// Never the same for two frames of a filling.
    pub(crate) serial: u64,
    pub(crate) cells: Vec<Cell>,
    /// Own relevance by slot, without that of what is above.
    pub(crate) relevant: Vec<bool>,
    /// Instances of the repeats inside, by the scope's `inner`.
    pub(crate) inner: Vec<Vec<FrameId>>,
    pub(crate) is_live: bool,
}

/// All frames.
pub(crate) struct Tree {
    pub(crate) frames: Vec<Frame>,
    free: Vec<FrameId>,
    next_serial: u64,
    /// Live frames but for the root.
    pub(crate) instances: usize,
    /// Values that all live frames can hold.
    pub(crate) slots: usize,
}

impl Tree {
    pub(crate) fn new(schema: &Schema) -> Self {
        let mut tree = Self { frames: Vec::new(), free: Vec::new(), next_serial: 0, instances: 0, slots: 0 };
        tree.add_frame(schema, 0, 0, 0);
        tree.instances = 0;
        tree
    }

    pub(crate) fn frame(&self, frame: FrameId) -> &Frame {
        &self.frames[frame as usize]
    }

    /// A new frame that is not yet among its parent's instances.
    pub(crate) fn add_frame(
        &mut self,
        schema: &Schema,
        scope: ScopeId,
        parent: FrameId,
        position: u32,
    ) -> FrameId {
        let shape = schema.scope(scope);
        let slots = shape.nodes.len();
        let frame = Frame {
            scope,
            parent,
            position,
            serial: self.next_serial,
            cells: vec![Cell::empty(); slots],
            relevant: vec![true; slots],
            inner: vec![Vec::new(); shape.inner.len()],
            is_live: true,
        };
        self.next_serial += 1;
        self.instances += 1;
        self.slots += slots;
        match self.free.pop() {
            Some(id) => {
                self.frames[id as usize] = frame;
                id
            }
            None => {
                self.frames.push(frame);
                self.frames.len() as FrameId - 1
            }
        }
    }

    /// Puts a frame among the instances of its parent at its position.
    pub(crate) fn attach(&mut self, schema: &Schema, frame: FrameId) {
        let (parent, scope, position) = self.whereabouts(frame);
        let index = schema.scope(scope).index as usize;
        let siblings = &mut self.frames[parent as usize].inner[index];
        siblings.insert((position as usize).min(siblings.len()), frame);
        self.renumber(parent, index);
    }

    /// Takes a frame out of its parent's instances; it keeps its values until it is freed.
    pub(crate) fn detach(&mut self, schema: &Schema, frame: FrameId) {
        let (parent, scope, _) = self.whereabouts(frame);
        let index = schema.scope(scope).index as usize;
        self.frames[parent as usize].inner[index].retain(|sibling| *sibling != frame);
        self.renumber(parent, index);
    }

    fn whereabouts(&self, frame: FrameId) -> (FrameId, ScopeId, u32) {
        let frame = self.frame(frame);
        (frame.parent, frame.scope, frame.position)
    }

    fn renumber(&mut self, parent: FrameId, index: usize) {
        for at in 0..self.frames[parent as usize].inner[index].len() {
            let sibling = self.frames[parent as usize].inner[index][at];
            self.frames[sibling as usize].position = at as u32;
        }
    }

    /// Marks a frame and all inside it as live or not, and counts them.
    pub(crate) fn mark(&mut self, frame: FrameId, is_live: bool) {
        for id in self.all_inside(frame) {
            let frame = &mut self.frames[id as usize];
            if frame.is_live != is_live {
                frame.is_live = is_live;
                let slots = frame.cells.len();
                if is_live {
                    (self.instances, self.slots) = (self.instances + 1, self.slots + slots);
                } else {
                    (self.instances, self.slots) = (self.instances - 1, self.slots - slots);
                }
            }
        }
    }

    /// Gives the room of detached frames back.
    pub(crate) fn release(&mut self, frame: FrameId) {
        for id in self.all_inside(frame) {
            let frame = &mut self.frames[id as usize];
            (frame.cells, frame.relevant, frame.inner) = (Vec::new(), Vec::new(), Vec::new());
            self.free.push(id);
        }
    }

    /// The frame and all frames inside it, outer before inner.
    pub(crate) fn all_inside(&self, frame: FrameId) -> Vec<FrameId> {
        let mut found = vec![frame];
        let mut at = 0;
        while let Some(frame) = found.get(at) {
            let inner: Vec<FrameId> = self.frame(*frame).inner.iter().flatten().copied().collect();
            found.extend(inner);
            at += 1;
        }
        found
    }

    /// The frame around this one so many levels up.
    pub(crate) fn climb(&self, mut frame: FrameId, levels: u32) -> FrameId {
        for _ in 0..levels {
            frame = self.frame(frame).parent;
        }
        frame
    }

    /// The frame of a scope around this one, or itself.
    pub(crate) fn around(&self, schema: &Schema, frame: FrameId, scope: ScopeId) -> FrameId {
        self.climb(frame, schema.climb(self.frame(frame).scope, scope))
    }

    /// All frames of a scope inside this one, or itself, in document order.
    pub(crate) fn inside(&self, schema: &Schema, frame: FrameId, scope: ScopeId) -> Vec<FrameId> {
        let from = self.frame(frame).scope;
        let mut way = Vec::new();
        let mut at = scope;
        while at != from && at != 0 {
            way.push(schema.scope(at).index as usize);
            at = schema.scope(at).parent;
        }
        if at != from {
            return Vec::new();
        }
        way.iter().rev().fold(vec![frame], |frames, index| {
            frames.iter().flat_map(|frame| self.frame(*frame).inner[*index].iter().copied()).collect()
        })
    }

    pub(crate) fn cell(&self, schema: &Schema, at: At) -> &Cell {
        &self.frame(at.frame).cells[schema.place(at.node).slot as usize]
    }

    pub(crate) fn set(&mut self, schema: &Schema, at: At, cell: Cell) -> Cell {
        let slot = schema.place(at.node).slot as usize;
        std::mem::replace(&mut self.frames[at.frame as usize].cells[slot], cell)
    }

    pub(crate) fn set_relevant(&mut self, schema: &Schema, at: At, relevant: bool) -> bool {
        let slot = schema.place(at.node).slot as usize;
        std::mem::replace(&mut self.frames[at.frame as usize].relevant[slot], relevant)
    }

    /// The parent of a node in the instance; none of the root.
    pub(crate) fn parent(&self, schema: &Schema, at: At) -> Option<At> {
        if at.node == 0 {
            return None;
        }
        let frame = if schema.is_repeat(at.node) { self.frame(at.frame).parent } else { at.frame };
        Some(At { frame, node: schema.place(at.node).parent })
    }

    /// Is it relevant, and everything above it?
    pub(crate) fn is_relevant(&self, schema: &Schema, mut at: At) -> bool {
        loop {
            if !self.frame(at.frame).relevant[schema.place(at.node).slot as usize] {
                return false;
            }
            match self.parent(schema, at) {
                Some(above) => at = above,
                None => return true,
            }
        }
    }
}
