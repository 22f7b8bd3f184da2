//! Evaluating again what a change concerns, in order, with a way back.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{At, FrameId};
use super::{AnswerError, Changes, Filling};
use crate::evaluate::EvaluationFault;
use crate::program::{Edge, NodeId, Task, TaskKind};
use crate::value::{Cell, Type, Value};

/// Tasks that must run, each in a frame, in their order.
#[derive(Default)]
pub(super) struct Work {
    early: BTreeSet<(u32, FrameId)>,
    late: BTreeSet<(u32, FrameId)>,
}

/// A step back.
pub(super) enum Undo {
    Cell(At, Cell),
    Relevant(At, bool),
    Added(FrameId),
    Removed(FrameId),
    Fault((u32, FrameId), Option<EvaluationFault>),
}

/// Rounds of counting repeats and looking at choices that one change may need.
const MOST_ROUNDS: usize = 10_000;

impl Filling {
    /// Puts everything that a node's change concerns to work.
    pub(super) fn touch(&mut self, at: At) {
        let Self { program, tree, work, around, .. } = self;
        for edge in &program.edges[at.node as usize] {
            let Edge { task, shared } = *edge;
            let Task { kind, scope, .. } = program.tasks[task as usize];
            let set = match kind {
                TaskKind::Relevance | TaskKind::Calculation => &mut work.early,
                TaskKind::Count | TaskKind::Choices => &mut work.late,
            };
            let base = tree.around(&program.schema, at.frame, shared);
            if shared == scope {
                set.insert((task, base));
            } else {
                let frames = tree.inside(&program.schema, base, scope);
                // The limit is looked at before the next evaluation.
                let _ = around.charge(1 + frames.len());
                set.extend(frames.into_iter().map(|frame| (task, frame)));
            }
        }
    }

    /// Touches a node and everything in it.
    pub(super) fn touch_all(&mut self, at: At) {
        let end = self.program.schema.place(at.node).end;
        let scope = self.program.schema.scope_of(at.node);
        let nodes: Vec<NodeId> = self.program.watched_in(at.node, end).to_vec();
        for node in nodes {
            let inner = self.program.schema.scope_of(node);
            if inner == scope {
                self.touch(At { frame: at.frame, node });
            } else {
                for frame in self.tree.inside(&self.program.schema, at.frame, inner) {
                    self.touch(At { frame, node });
                }
            }
        }
    }

    /// Puts all tasks in a frame and the frames inside it to work.
    pub(super) fn schedule(&mut self, frame: FrameId) {
        let frames = self.tree.all_inside(frame);
        let Self { program, tree, work, .. } = self;
        for (task, Task { kind, scope, .. }) in program.tasks.iter().enumerate() {
            let set = match kind {
                TaskKind::Relevance | TaskKind::Calculation => &mut work.early,
                TaskKind::Count | TaskKind::Choices => &mut work.late,
            };
            let own = frames.iter().filter(|frame| tree.frame(**frame).scope == *scope);
            set.extend(own.map(|frame| (task as u32, *frame)));
        }
    }

    /// Puts the tasks that depend on the language to work.
    pub(super) fn schedule_speaking(&mut self) {
        for task in self.program.speaking.clone() {
            let Task { kind, scope, .. } = self.program.tasks[task as usize];
            let frames = self.tree.inside(&self.program.schema, 0, scope);
            let set = match kind {
                TaskKind::Relevance | TaskKind::Calculation => &mut self.work.early,
                TaskKind::Count | TaskKind::Choices => &mut self.work.late,
            };
            set.extend(frames.into_iter().map(|frame| (task, frame)));
        }
    }

    /// Runs relevance and calculations until none is left to do.
    pub(super) fn run_early(&mut self) -> Result<(), AnswerError> {
        while let Some((task, frame)) = self.work.early.pop_first() {
            if self.tree.frame(frame).is_live {
                self.evaluate(task, frame)?;
            }
        }
        Ok(())
    }

    /// Runs until nothing is left to do: counts repeats and looks at choices when all else has settled.
    pub(super) fn run(&mut self) -> Result<(), AnswerError> {
        for _ in 0..MOST_ROUNDS {
            self.run_early()?;
            let Some((task, frame)) = self.work.late.pop_first() else { return Ok(()) };
            if !self.tree.frame(frame).is_live {
                continue;
            }
            let node = self.program.tasks[task as usize].node;
            match self.program.tasks[task as usize].kind {
                TaskKind::Count => self.recount(task, frame, node)?,
                _ => self.prune(task, At { frame, node })?,
            }
        }
        Err(AnswerError::TooManySteps)
    }

    fn evaluate(&mut self, task: u32, frame: FrameId) -> Result<(), AnswerError> {
        let Task { kind, node, .. } = self.program.tasks[task as usize];
        let at = At { frame, node };
        let codes = self.program.codes(node);
        let evaluator = self.evaluator(at);
        if kind == TaskKind::Relevance {
            let outcome = codes.relevant.as_ref().map_or(Ok(true), |code| evaluator.truth(code));
            let relevant = self.outcome(task, frame, outcome)?.unwrap_or(true);
            self.set_relevant(at, relevant);
            return Ok(());
        }
        let outcome = codes.calculation.as_ref().map_or(Ok(Value::empty()), |code| evaluator.value(code));
        let value = self.outcome(task, frame, outcome)?.unwrap_or_else(Value::empty);
        if self.restored.contains(&at) {
            return Ok(());
        }
        let kind = Type::of(&self.program.node(node).kind);
        let cell = Cell::wrap(value, kind, &self.around.clock);
        // The same result again is passed on too: it replaces what was typed over a calculation further down.
        if !self.set(at, cell) {
            self.touch(at);
        }
        Ok(())
    }

    /// Remembers a fault of a task, or that it has none. Too many steps end everything.
    pub(super) fn outcome<T>(
        &mut self,
        task: u32,
        frame: FrameId,
        outcome: Result<T, EvaluationFault>,
    ) -> Result<Option<T>, AnswerError> {
        match outcome {
            Ok(value) => {
                if let Some(old) = self.faults.remove(&(task, frame)) {
                    self.undo.push(Undo::Fault((task, frame), Some(old)));
                }
                Ok(Some(value))
            }
            Err(EvaluationFault::TooManySteps) => Err(AnswerError::TooManySteps),
            Err(fault) => {
                let old = self.faults.insert((task, frame), fault);
                self.undo.push(Undo::Fault((task, frame), old));
                Ok(None)
            }
        }
    }

    fn set_relevant(&mut self, at: At, relevant: bool) {
        let schema = &self.program.schema;
        let old = self.tree.set_relevant(schema, at, relevant);
        if old == relevant && !self.is_new {
            return;
        }
        self.undo.push(Undo::Relevant(at, old));
        let above = self.tree.parent(schema, at).is_none_or(|above| self.tree.is_relevant(schema, above));
        if above {
            self.touch_all(at);
        }
    }

    /// Gives a node a value; whether that is another than before.
    pub(super) fn set(&mut self, at: At, cell: Cell) -> bool {
        if *self.tree.cell(&self.program.schema, at) == cell {
            return false;
        }
        let old = self.tree.set(&self.program.schema, at, cell);
        self.undo.push(Undo::Cell(at, old));
        self.changed.insert(at);
        self.touch(at);
        true
    }

    /// Takes back everything since the last commit.
    pub(super) fn roll_back(&mut self) {
        self.work = Work::default();
        while let Some(step) = self.undo.pop() {
            let schema = &self.program.schema;
            match step {
                Undo::Cell(at, cell) => {
                    self.tree.set(schema, at, cell);
                }
                Undo::Relevant(at, relevant) => {
                    self.tree.set_relevant(schema, at, relevant);
                }
                Undo::Added(frame) => {
                    self.tree.detach(schema, frame);
                    self.tree.mark(frame, false);
                    self.tree.release(frame);
                }
                Undo::Removed(frame) => {
                    self.tree.attach(schema, frame);
                    self.tree.mark(frame, true);
                }
                Undo::Fault(key, Some(fault)) => {
                    self.faults.insert(key, fault);
                }
                Undo::Fault(key, None) => {
                    self.faults.remove(&key);
                }
            }
        }
        self.forget();
    }

    fn forget(&mut self) {
        self.changed.clear();
        self.recounted.clear();
        self.before = None;
        self.vanished.clear();
        self.around.steps.set(0);
    }

    /// Keeps everything, and says which rows that changes.
    pub(super) fn commit(&mut self) -> Changes {
        let mut rows = BTreeMap::new();
        for path in std::mem::take(&mut self.vanished) {
            rows.insert(self.path_text(&path), self.row(&path));
        }
        for at in std::mem::take(&mut self.changed) {
            if self.tree.frame(at.frame).is_live {
                let path = self.path_of(at);
                rows.insert(self.path_text(&path), self.row(&path));
            }
        }
        for (frame, scope) in std::mem::take(&mut self.recounted) {
            if self.tree.frame(frame).is_live {
                let (path, count) = self.count_row(frame, scope);
                rows.insert(path, Some(count));
            }
        }
        if let Some(old) = self.before.take() {
            let now: BTreeMap<String, String> = self.rows().into_iter().collect();
            let gone = old.keys().filter(|path| !now.contains_key(*path)).map(|path| (path.clone(), None));
            rows.extend(gone);
            let other = now.into_iter().filter(|(path, text)| old.get(path) != Some(text));
            rows.extend(other.map(|(path, text)| (path, Some(text))));
        }
        self.release();
        self.forget();
        Changes { rows: rows.into_iter().collect() }
    }

    fn release(&mut self) {
        let tree = &self.tree;
        self.faults.retain(|(_, frame), _| tree.frame(*frame).is_live);
        for step in std::mem::take(&mut self.undo) {
            if let Undo::Removed(frame) = step {
                self.tree.release(frame);
            }
        }
    }
}
