//! Instances of repeats.

use super::run::Undo;
use super::tree::{At, FrameId};
use super::{AnswerError, Changes, Filling, NodePath};
use crate::evaluate::{EvaluationFault, Evaluator};
use crate::limits;
use crate::program::{NodeId, ScopeId};

impl Filling {
    /// Adds an instance at the end of a repeat; the path may lack the repeat's own position.
    ///
    /// # Errors
    /// [`AnswerError`]; nothing has changed then.
    pub fn add_repeat(&mut self, repeat: &NodePath) -> Result<Changes, AnswerError> {
        let (parent, node, _) = self.find_in(repeat)?;
        if self.is_counted(repeat) {
            return Err(AnswerError::Counted);
        }
        let added = self.add(parent, node).and_then(|_| self.run());
        self.finish(added)
    }

    /// Removes an instance of a repeat; those after it move up. Of a counted repeat, only what is more than the count.
    ///
    /// # Errors
    /// [`AnswerError`]; nothing has changed then.
    pub fn remove_repeat(&mut self, instance: &NodePath) -> Result<Changes, AnswerError> {
        let (parent, node, position) = self.find_in(instance)?;
        let scope = self.program.schema.scope_of(node);
        let index = self.program.schema.scope(scope).index as usize;
        let frames = &self.tree.frame(parent).inner[index];
        let frame = position.and_then(|position| frames.get(position as usize - 1)).copied();
        let frame = frame.ok_or_else(|| self.lost(instance))?;
        let wanted = self.wanted(parent, node).unwrap_or(0);
        if self.is_counted(instance) && frames.len() <= wanted {
            return Err(AnswerError::Counted);
        }
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

    /// Adds an instance with its defaults, and schedules what follows from it.
    pub(super) fn add(&mut self, parent: FrameId, repeat: NodeId) -> Result<(), AnswerError> {
        let frame = self.open(parent, repeat)?;
        self.fill(frame);
        self.dynamic_defaults(frame)?;
        self.touch_all(At { frame, node: repeat });
        self.schedule(frame);
        self.around.step().map_err(|_| AnswerError::TooManySteps)
    }

    /// The first instance of a repeat and of those in it, as a new form has them.
    pub(super) fn open_first(&mut self, parent: FrameId, repeat: NodeId) -> Result<(), AnswerError> {
        let mut waiting = vec![(parent, repeat)];
        while let Some((parent, repeat)) = waiting.pop() {
            let frame = self.open(parent, repeat)?;
            let scope = self.program.schema.scope(self.program.schema.scope_of(repeat));
            waiting.extend(scope.inner.iter().map(|inner| (frame, self.program.schema.scope(*inner).node)));
        }
        Ok(())
    }

    /// An empty instance at the end, without any of the repeats in it.
    pub(super) fn open(&mut self, parent: FrameId, repeat: NodeId) -> Result<FrameId, AnswerError> {
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

    /// How many instances a counted repeat must have at least.
    fn wanted(&self, parent: FrameId, repeat: NodeId) -> Result<usize, EvaluationFault> {
        let Some(code) = &self.program.codes(repeat).count else { return Ok(0) };
        let at = At { frame: parent, node: self.program.schema.place(repeat).parent };
        let count = self.evaluator(at).number(code)?;
        Ok(if count.is_nan() { 0 } else { count.max(0.0) as usize })
    }

    /// Is a repeat relevant: its first instance, or the one that would be added?
    fn is_open(&mut self, parent: FrameId, repeat: NodeId) -> bool {
        let Self { program, tree, around, .. } = self;
        let schema = &program.schema;
        let scope = schema.scope_of(repeat);
        if let Some(first) = tree.frame(parent).inner[schema.scope(scope).index as usize].first() {
            return tree.is_relevant(schema, At { frame: *first, node: repeat });
        }
        if !tree.is_relevant(schema, At { frame: parent, node: schema.place(repeat).parent }) {
            return false;
        }
        let Some(code) = &program.codes(repeat).relevant else { return true };
        let frame = tree.add_frame(schema, scope, parent, 0);
        let truth = Evaluator::new(program, tree, around, At { frame, node: repeat }).truth(code);
        tree.mark(frame, false);
        tree.release(frame);
        truth.unwrap_or(true)
    }

    /// Adds what the count asks for. A lower count removes nothing: what was answered would be lost by a slip.
    pub(super) fn recount(&mut self, task: u32, parent: FrameId, repeat: NodeId) -> Result<(), AnswerError> {
        if !self.is_open(parent, repeat) {
            return Ok(());
        }
        let wanted = self.wanted(parent, repeat);
        let Some(wanted) = self.outcome(task, parent, wanted)? else { return Ok(()) };
        if wanted > limits::REPEATS {
            return Err(AnswerError::TooManyRepeats);
        }
        let index = self.program.schema.scope(self.program.schema.scope_of(repeat)).index as usize;
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
