//! Instances of repeats.

use super::run::Undo;
use super::tree::{At, FrameId};
use super::{AnswerError, Changes, Filling, NodePath};
use crate::definition::Kind;
use crate::limits;
use crate::program::{NodeId, ScopeId};

impl Filling {
    /// Adds an instance at the end of a repeat; the path may lack the repeat's own position.
    ///
    /// # Errors
    /// [`AnswerError`]; nothing has changed then.
    pub fn add_repeat(&mut self, repeat: &NodePath) -> Result<Changes, AnswerError> {
        let (parent, node, _) = self.find_repeat(repeat)?;
        let added = self.add(parent, node).and_then(|_| self.run());
        self.finish(added)
    }

    /// Removes an instance of a repeat; those after it move up.
    ///
    /// # Errors
    /// [`AnswerError`]; nothing has changed then.
    pub fn remove_repeat(&mut self, instance: &NodePath) -> Result<Changes, AnswerError> {
        let (parent, node, position) = self.find_repeat(instance)?;
        let scope = self.program.schema.scope_of(node);
        let index = self.program.schema.scope(scope).index as usize;
        let frames = &self.tree.frame(parent).inner[index];
        let frame = position.and_then(|position| frames.get(position as usize - 1)).copied();
        let frame = frame.ok_or_else(|| self.lost(instance))?;
        if frames.last() != Some(&frame) {
            self.remember();
        }
        self.remove(frame);
        let done = self.run();
        self.finish(done)
    }

    /// How many instances a repeat has.
    pub fn count(&self, repeat: &NodePath) -> usize {
        let Ok((parent, node, _)) = self.find_in(repeat) else { return 0 };
        let index = self.program.schema.scope(self.program.schema.scope_of(node)).index as usize;
        self.tree.frame(parent).inner[index].len()
    }

    pub(super) fn finish(&mut self, done: Result<(), AnswerError>) -> Result<Changes, AnswerError> {
        match done {
            Ok(()) => Ok(self.commit()),
            Err(error) => {
                self.roll_back();
                Err(error)
            }
        }
    }

    pub(super) fn lost(&self, path: &NodePath) -> AnswerError {
        let known = (path.node as usize) < self.program.form.nodes.len();
        AnswerError::NotFound(if known { self.path_text(path) } else { String::new() })
    }

    /// The frame around a repeat, the repeat, and the position if the path has it.
    fn find_in(&self, path: &NodePath) -> Result<(FrameId, NodeId, Option<u32>), AnswerError> {
        let schema = &self.program.schema;
        let known = (path.node as usize) < schema.places.len() && schema.is_repeat(path.node);
        if !known {
            return Err(self.lost(path));
        }
        let above = schema.chain(path.node).into_iter().filter(|node| schema.is_repeat(*node)).count() - 1;
        let own = path.positions.get(above).copied().filter(|position| *position > 0);
        let parent = schema.place(path.node).parent;
        let outer = path.positions.get(..above.min(path.positions.len())).unwrap_or_default();
        if path.positions.len() > above + 1 {
            return Err(self.lost(path));
        }
        let at = self.find(&NodePath::new(parent, outer)).ok_or_else(|| self.lost(path))?;
        Ok((at.frame, path.node, own))
    }

    fn find_repeat(&self, path: &NodePath) -> Result<(FrameId, NodeId, Option<u32>), AnswerError> {
        let found = self.find_in(path)?;
        match &self.program.node(path.node).kind {
            Kind::Repeat(repeat) if repeat.count.is_some() => Err(AnswerError::Counted),
            _ => Ok(found),
        }
    }

    /// Adds an instance with its defaults, and schedules what follows from it.
    pub(super) fn add(&mut self, parent: FrameId, repeat: NodeId) -> Result<(), AnswerError> {
        let frame = self.open(parent, repeat)?;
        self.fill(frame);
        self.dynamic_defaults(frame)?;
        self.touch_all(At { frame, node: repeat });
        self.schedule(frame);
        self.around.step().map_err(|_| AnswerError::TooManySteps)
    }

    /// An empty instance at the end, with one instance of each repeat in it that is not counted.
    pub(super) fn open(&mut self, parent: FrameId, repeat: NodeId) -> Result<FrameId, AnswerError> {
        let frame = self.open_bare(parent, repeat)?;
        let scope = self.program.schema.scope_of(repeat);
        for inner in self.program.schema.scope(scope).inner.clone() {
            let node = self.program.schema.scope(inner).node;
            self.open_first(frame, node)?;
        }
        Ok(frame)
    }

    /// The first instance of a repeat, unless its number follows from an answer.
    pub(super) fn open_first(&mut self, parent: FrameId, repeat: NodeId) -> Result<(), AnswerError> {
        match &self.program.node(repeat).kind {
            Kind::Repeat(kind) if kind.count.is_none() => self.open(parent, repeat).map(|_| ()),
            _ => Ok(()),
        }
    }

    pub(super) fn open_bare(&mut self, parent: FrameId, repeat: NodeId) -> Result<FrameId, AnswerError> {
        let schema = &self.program.schema;
        let scope = schema.scope_of(repeat);
        let siblings = self.tree.frame(parent).inner[schema.scope(scope).index as usize].len();
        let slots = schema.scope(scope).nodes.len();
        let full = siblings >= limits::REPEATS
            || self.tree.instances >= limits::REPEAT_INSTANCES
            || self.tree.slots + slots > limits::ROWS;
        if full {
            return Err(AnswerError::TooManyRepeats);
        }
        let frame = self.tree.add_frame(schema, scope, parent, siblings as u32);
        self.tree.attach(schema, frame);
        self.undo.push(Undo::Added(frame));
        self.recounted.insert((parent, scope));
        self.recounted.extend(schema.scope(scope).inner.iter().map(|inner| (frame, *inner)));
        Ok(frame)
    }

    /// Takes an instance out; everything that read it or the positions after it is put to work.
    fn remove(&mut self, frame: FrameId) {
        let (parent, scope, position) = {
            let frame = self.tree.frame(frame);
            (frame.parent, frame.scope, frame.position)
        };
        let node = self.program.schema.scope(scope).node;
        self.touch_all(At { frame, node });
        self.note_vanishing(frame);
        self.tree.detach(&self.program.schema, frame);
        self.tree.mark(frame, false);
        self.undo.push(Undo::Removed(frame));
        self.recounted.insert((parent, scope));
        let index = self.program.schema.scope(scope).index as usize;
        let after = self.tree.frame(parent).inner[index].iter().skip(position as usize).copied();
        for frame in after.collect::<Vec<_>>() {
            self.touch(At { frame, node });
        }
    }

    /// Keeps all rows as they are now, for the comparison after instances have moved.
    fn remember(&mut self) {
        if self.before.is_none() {
            self.before = Some(self.rows().into_iter().collect());
        }
    }

    /// Notes every path inside an instance that goes, so that its rows are deleted (or written anew by another).
    fn note_vanishing(&mut self, frame: FrameId) {
        for frame in self.tree.all_inside(frame) {
            let scope = self.program.schema.scope(self.tree.frame(frame).scope);
            let positions = self.path_of(At { frame, node: scope.node }).positions;
            let leaves = scope.nodes.iter().filter(|node| !self.program.node(**node).kind.is_container());
            let inner = scope.inner.iter().map(|inner| &self.program.schema.scope(*inner).node);
            let paths: Vec<NodePath> =
                leaves.chain(inner).map(|node| NodePath::new(*node, positions.clone())).collect();
            self.vanished.extend(paths);
        }
    }

    /// As many instances as the count says; new ones at the end, superfluous ones from the end.
    pub(super) fn recount(&mut self, task: u32, parent: FrameId, repeat: NodeId) -> Result<(), AnswerError> {
        let Some(code) = &self.program.codes(repeat).count else { return Ok(()) };
        let at = At { frame: parent, node: self.program.schema.place(repeat).parent };
        let counted = self.evaluator(at).number(code);
        let Some(count) = self.outcome(task, parent, counted)? else { return Ok(()) };
        let wanted = if count.is_nan() { 0 } else { count.max(0.0) as usize };
        if wanted > limits::REPEATS {
            return Err(AnswerError::TooManyRepeats);
        }
        let index = self.program.schema.scope(self.program.schema.scope_of(repeat)).index as usize;
        while self.tree.frame(parent).inner[index].len() > wanted {
            let Some(last) = self.tree.frame(parent).inner[index].last().copied() else { break };
            self.remove(last);
            self.around.step().map_err(|_| AnswerError::TooManySteps)?;
        }
        while self.tree.frame(parent).inner[index].len() < wanted {
            self.add(parent, repeat)?;
        }
        Ok(())
    }

    /// The row that says how many instances a repeat has.
    pub(super) fn count_row(&self, frame: FrameId, scope: ScopeId) -> (String, String) {
        let scope = self.program.schema.scope(scope);
        let count = self.tree.frame(frame).inner[scope.index as usize].len();
        (self.repeat_text(frame, scope.node), count.to_string())
    }
}
