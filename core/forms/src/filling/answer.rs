//! Answers, and what they set off.

use super::tree::At;
use super::{Answer, AnswerError, Changes, Filling, NodePath};
use crate::definition::Kind;
use crate::evaluate::EvaluationFault;
use crate::limits;
use crate::program::NodeId;
use crate::value::{Cell, Type, Value, ascii_digits};

/// How far one trigger may set off another.
const MOST_TRIGGERS: usize = 64;

impl Filling {
    /// Gives a question an answer. It stands even if the constraint does not hold: [`Filling::verdict`] says so.
    ///
    /// # Errors
    /// [`AnswerError`]; nothing has changed then.
    pub fn answer(&mut self, path: &NodePath, answer: Answer) -> Result<Changes, AnswerError> {
        let at = self.find(path).ok_or_else(|| self.lost(path))?;
        let text = match answer {
            Answer::Empty => String::new(),
            Answer::Text(text) => text,
        };
        let cell = self.read_answer(at, &text)?;
        let done = self.set_and_run(at, cell).and_then(|()| self.run());
        self.finish(done)
    }

    /// An answer's text as the node's type has it.
    fn read_answer(&self, at: At, text: &str) -> Result<Cell, AnswerError> {
        let kind = &self.program.node(at.node).kind;
        if matches!(kind, Kind::Group | Kind::Repeat(_) | Kind::Note | Kind::Calculate | Kind::Metadata(_)) {
            return Err(AnswerError::NotAQuestion);
        }
        if text.len() > limits::ANSWER_BYTES {
            return Err(AnswerError::TooLong);
        }
        let data = Type::of(kind);
        let (digits, expected) = match data {
            Type::Text | Type::Choices => (text.into(), "text"),
            Type::Integer => (ascii_digits(text), "integer"),
            Type::Decimal => (ascii_digits(text), "decimal"),
            Type::Date => (ascii_digits(text), "date"),
            Type::Time => (ascii_digits(text), "time"),
            Type::DateTime => (ascii_digits(text), "date_time"),
            Type::Geopoint | Type::Geopoints => (ascii_digits(text), "place"),
        };
        let cell =
            Cell::cast(&digits, data, &self.around.clock).ok_or(AnswerError::WrongType { expected })?;
        self.check_choices(at, kind, &cell)?;
        Ok(cell)
    }

    fn check_choices(&self, at: At, kind: &Kind, cell: &Cell) -> Result<(), AnswerError> {
        if kind.select().is_none() || cell.is_empty() {
            return Ok(());
        }
        let evaluator = self.evaluator(at);
        let chosen: Vec<&str> = match kind {
            Kind::SelectOne(_) => vec![&cell.text],
            _ => cell.text.split(' ').collect(),
        };
        for value in chosen {
            match evaluator.is_offered(value) {
                Ok(true) => {}
                Err(EvaluationFault::TooManySteps) => return Err(AnswerError::TooManySteps),
                _ => return Err(AnswerError::NotAChoice),
            }
        }
        Ok(())
    }

    /// Sets a value, evaluates what depends on it, and then what it triggers; repeats are counted afterwards.
    pub(super) fn set_and_run(&mut self, at: At, cell: Cell) -> Result<(), AnswerError> {
        let mut waiting = vec![(at, cell)];
        for _ in 0..MOST_TRIGGERS {
            let Some((at, cell)) = waiting.pop() else { return Ok(()) };
            let was = self.tree.cell(&self.program.schema, at).text.clone();
            // Even the same answer again makes everything that names it be evaluated, as in the reference engine; no answer
            // in place of none does not.
            let again = !cell.is_empty();
            self.set(at, cell);
            if again {
                self.touch(at);
            }
            self.run_early()?;
            if self.tree.cell(&self.program.schema, at).text == was || !self.is_shown(at.node) {
                continue;
            }
            for target in self.program.triggers[at.node as usize].clone() {
                for target in self.targets(at, target) {
                    let cell = self.triggered(target)?;
                    self.set_and_wait(target, cell, &mut waiting)?;
                }
            }
        }
        Err(AnswerError::TooManySteps)
    }

    /// A triggered value is set at once; what it triggers itself waits.
    fn set_and_wait(&mut self, at: At, cell: Cell, waiting: &mut Vec<(At, Cell)>) -> Result<(), AnswerError> {
        if self.is_shown(at.node) && !self.program.triggers[at.node as usize].is_empty() {
            waiting.push((at, cell));
            return Ok(());
        }
        self.set(at, cell);
        self.run_early()
    }

    /// Only questions that are shown set something off.
    fn is_shown(&self, node: NodeId) -> bool {
        !matches!(self.program.node(node).kind, Kind::Calculate | Kind::Hidden | Kind::Metadata(_))
    }

    /// The instances of a trigger's target that share all repeats with the question.
    fn targets(&self, at: At, target: NodeId) -> Vec<At> {
        let schema = &self.program.schema;
        let scope = schema.scope_of(target);
        let common = schema.common(self.tree.frame(at.frame).scope, scope);
        let around = self.tree.around(schema, at.frame, common);
        let frames = self.tree.inside(schema, around, scope).into_iter();
        frames.map(|frame| At { frame, node: target }).collect()
    }

    /// The value that a triggered calculation gives now; without a calculation, none.
    fn triggered(&mut self, at: At) -> Result<Cell, AnswerError> {
        let Some(code) = &self.program.codes(at.node).calculation else { return Ok(Cell::empty()) };
        let evaluated = self.event_value(at, |evaluator| evaluator.value(code));
        self.events += 1;
        evaluated.map(|value| self.stored(at, value))
    }

    fn stored(&self, at: At, value: Value) -> Cell {
        Cell::set(value, Type::of(&self.program.node(at.node).kind), &self.around.clock)
    }

    fn event_value(
        &self,
        at: At,
        value: impl FnOnce(crate::evaluate::Evaluator<'_>) -> Result<Value, EvaluationFault>,
    ) -> Result<Value, AnswerError> {
        let evaluator = crate::evaluate::Evaluator { turn: self.events + 1, ..self.evaluator(at) };
        match value(evaluator) {
            Err(EvaluationFault::TooManySteps) => Err(AnswerError::TooManySteps),
            Err(_) => Ok(Value::empty()),
            Ok(value) => Ok(value),
        }
    }

    /// Evaluates the dynamic defaults in a frame, in document order, each with what depends on it.
    pub(super) fn dynamic_defaults(&mut self, frame: u32) -> Result<(), AnswerError> {
        self.is_new = true;
        let done = self.each_default(frame);
        self.is_new = false;
        done
    }

    fn each_default(&mut self, frame: u32) -> Result<(), AnswerError> {
        let node = self.program.schema.scope(self.tree.frame(frame).scope).node;
        for node in node..self.program.schema.place(node).end {
            if self.program.codes(node).default.is_none() {
                continue;
            }
            for frame in self.tree.inside(&self.program.schema, frame, self.program.schema.scope_of(node)) {
                let at = At { frame, node };
                let Some(code) = &self.program.codes(node).default else { continue };
                let value = self.event_value(at, |evaluator| evaluator.value(code))?;
                self.events += 1;
                let cell = self.stored(at, value);
                self.set_and_run(at, cell)?;
            }
        }
        Ok(())
    }

    /// Takes chosen values away that are no longer among the choices. What is not relevant keeps its answer, and is looked
    /// at when it is relevant again.
    pub(super) fn prune(&mut self, task: u32, at: At) -> Result<(), AnswerError> {
        let cell = self.tree.cell(&self.program.schema, at);
        if cell.is_empty() || !self.tree.is_relevant(&self.program.schema, at) {
            return Ok(());
        }
        let one = matches!(self.program.node(at.node).kind, Kind::SelectOne(_));
        let chosen: Vec<&str> = if one { vec![&cell.text] } else { cell.text.split(' ').collect() };
        let evaluator = self.evaluator(at);
        let mut kept = Vec::with_capacity(chosen.len());
        let mut fault = Ok(());
        for value in &chosen {
            match evaluator.is_offered(value) {
                Ok(true) => kept.push(*value),
                Ok(false) => {}
                Err(error) => {
                    fault = Err(error);
                    break;
                }
            }
        }
        let (text, changed) = (kept.join(" "), kept.len() < chosen.len());
        if self.outcome(task, at.frame, fault)?.is_some() && changed {
            let cell = Cell { value: Value::text(&text), text };
            self.set(at, cell);
        }
        Ok(())
    }
}
