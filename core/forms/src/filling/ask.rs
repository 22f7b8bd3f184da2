//! What a filling says about its questions.

use super::tree::At;
use super::{AnswerError, Changes, Choice, EvaluationFault, Filling, NodePath, Verdict};
use crate::definition::{Form, Kind};
use crate::program::{Code, Says};

impl Filling {
    /// The form that is filled.
    pub fn form(&self) -> &Form {
        &self.program.form
    }

    /// The stored text of a node; empty if it has none, `None` if there is no such node.
    pub fn value(&self, path: &NodePath) -> Option<&str> {
        let at = self.find(path)?;
        Some(&self.tree.cell(&self.program.schema, at).text)
    }

    /// Whether a node and everything above it is relevant. A path to nowhere is not.
    pub fn is_relevant(&self, path: &NodePath) -> bool {
        self.find(path).is_some_and(|at| self.tree.is_relevant(&self.program.schema, at))
    }

    /// Whether an answer is required here now.
    pub fn is_required(&self, path: &NodePath) -> bool {
        self.find(path).is_some_and(|at| self.holds(at, self.program.codes(at.node).required.as_ref(), false))
    }

    /// Whether the answer must not be edited now, because of itself or a group around it.
    pub fn is_read_only(&self, path: &NodePath) -> bool {
        let mut at = self.find(path);
        while let Some(here) = at {
            if self.holds(here, self.program.codes(here.node).read_only.as_ref(), false) {
                return true;
            }
            at = self.tree.parent(&self.program.schema, here);
        }
        false
    }

    fn holds(&self, at: At, code: Option<&Code>, otherwise: bool) -> bool {
        self.around.steps.set(0);
        code.map_or(otherwise, |code| self.evaluator(at).truth(code).unwrap_or(otherwise))
    }

    /// Whether the answer can stand.
    pub fn verdict(&self, path: &NodePath) -> Verdict {
        let Some(at) = self.find(path) else { return Verdict::Ok };
        if !self.tree.is_relevant(&self.program.schema, at) {
            return Verdict::Ok;
        }
        let codes = self.program.codes(at.node);
        if self.tree.cell(&self.program.schema, at).is_empty() {
            let missing = !self.program.node(at.node).kind.is_container()
                && self.holds(at, codes.required.as_ref(), false);
            return if missing { Verdict::RequiredMissing } else { Verdict::Ok };
        }
        if self.holds(at, codes.constraint.as_ref(), true) { Verdict::Ok } else { Verdict::ConstraintFailed }
    }

    /// What cannot stand as it is, in document order: missing answers and constraints that do not hold.
    pub fn unfinished(&self) -> Vec<(NodePath, Verdict)> {
        let judged = self.nodes().into_iter().map(|path| {
            let verdict = self.verdict(&path);
            (path, verdict)
        });
        judged.filter(|(_, verdict)| *verdict != Verdict::Ok).collect()
    }

    /// The choices that a question offers now, in the order in which they are shown.
    pub fn choices(&self, path: &NodePath) -> Vec<Choice> {
        self.around.steps.set(0);
        self.find(path).and_then(|at| self.evaluator(at).choices().ok()).unwrap_or_default()
    }

    /// Label of a chosen value, in the filling's language; empty if it is none of the choices.
    pub fn choice_label(&self, path: &NodePath, value: &str) -> String {
        self.around.steps.set(0);
        self.find(path).and_then(|at| self.evaluator(at).label_of(value).ok()).unwrap_or_default()
    }

    fn says(&self, path: &NodePath, says: Says, language: &str) -> String {
        self.around.steps.set(0);
        let known = self.program.form.languages.iter().position(|known| known == language);
        let language = known.unwrap_or(self.around.language);
        self.find(path).and_then(|at| self.evaluator(at).says(says, language).ok()).unwrap_or_default()
    }

    /// The label in a language of the form (in the filling's own if it has not that).
    pub fn label(&self, path: &NodePath, language: &str) -> String {
        self.says(path, Says::Label, language)
    }

    /// The hint.
    pub fn hint(&self, path: &NodePath, language: &str) -> String {
        self.says(path, Says::Hint, language)
    }

    /// The guidance hint.
    pub fn guidance(&self, path: &NodePath, language: &str) -> String {
        self.says(path, Says::Guidance, language)
    }

    /// What to say of a verdict; empty for [`Verdict::Ok`] and where the form says nothing.
    pub fn message(&self, path: &NodePath, verdict: Verdict, language: &str) -> String {
        match verdict {
            Verdict::Ok => String::new(),
            Verdict::RequiredMissing => self.says(path, Says::Required, language),
            Verdict::ConstraintFailed => self.says(path, Says::Constraint, language),
        }
    }

    /// BCP 47 tag of the language that the filling speaks.
    pub fn language(&self) -> &str {
        self.program.form.languages.get(self.around.language).map_or("", String::as_str)
    }

    /// Speaks another language of the form; one that it does not have gives its first. Calculations that name choices
    /// change.
    ///
    /// # Errors
    /// [`AnswerError::TooManySteps`].
    pub fn set_language(&mut self, language: &str) -> Result<Changes, AnswerError> {
        let old = self.around.language;
        let known = self.program.form.languages.iter().position(|known| known == language);
        self.around.language = known.unwrap_or(0);
        self.schedule_speaking();
        let done = self.run();
        let done = self.finish(done);
        if done.is_err() {
            self.around.language = old;
        }
        done
    }

    /// Evaluates everything again, as a fresh start would: what an answer would cost without knowing what depends on it.
    ///
    /// # Errors
    /// [`AnswerError::TooManySteps`].
    pub fn evaluate_all(&mut self) -> Result<Changes, AnswerError> {
        self.schedule(0);
        let done = self.run();
        self.finish(done)
    }

    /// All nodes of the instance in document order, groups and instances of repeats included.
    pub fn nodes(&self) -> Vec<NodePath> {
        let mut found = Vec::new();
        let mut waiting = vec![At { frame: 0, node: 0 }];
        let schema = &self.program.schema;
        while let Some(at) = waiting.pop() {
            found.push(self.path_of(at));
            for child in schema.place(at.node).children.iter().rev() {
                if schema.is_repeat(*child) {
                    let index = schema.scope(schema.scope_of(*child)).index as usize;
                    let frames = self.tree.frame(at.frame).inner[index].iter().rev();
                    waiting.extend(frames.map(|frame| At { frame: *frame, node: *child }));
                } else {
                    waiting.push(At { frame: at.frame, node: *child });
                }
            }
        }
        found
    }

    /// Every row of the filling, in document order.
    pub fn rows(&self) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        for frame in self.tree.all_inside(0) {
            let scope = self.program.schema.scope(self.tree.frame(frame).scope);
            rows.extend((0..scope.inner.len()).map(|index| self.count_row(frame, scope.inner[index])));
            for node in &scope.nodes {
                let at = At { frame, node: *node };
                let cell = self.tree.cell(&self.program.schema, at);
                if !cell.is_empty() {
                    rows.push((self.path_text(&self.path_of(at)), cell.text.clone()));
                }
            }
        }
        rows
    }

    /// The row of a path as it is now.
    pub(super) fn row(&self, path: &NodePath) -> Option<String> {
        let schema = &self.program.schema;
        let above = schema.chain(path.node).into_iter().filter(|node| schema.is_repeat(*node)).count();
        if schema.is_repeat(path.node) && path.positions.len() + 1 == above {
            let outer = NodePath::new(schema.place(path.node).parent, path.positions.clone());
            return self.find(&outer).map(|at| self.count_row(at.frame, schema.scope_of(path.node)).1);
        }
        self.value(path).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Expressions that have no value now, by node. The value is taken for empty, a relevance for true.
    pub fn faults(&self) -> Vec<(NodePath, EvaluationFault)> {
        let fault = |((task, frame), fault): (&(u32, u32), &EvaluationFault)| {
            let node = self.program.tasks[*task as usize].node;
            let inside = self.program.schema.scope_of(node) == self.tree.frame(*frame).scope;
            let node = if inside { node } else { self.program.schema.place(node).parent };
            (self.path_of(At { frame: *frame, node }), *fault)
        };
        self.faults.iter().map(fault).collect()
    }

    /// Whether instances of a repeat can be added and removed by whoever fills the form.
    pub fn is_counted(&self, repeat: &NodePath) -> bool {
        let node = self.program.form.nodes.get(repeat.node as usize);
        matches!(node.map(|node| &node.kind), Some(Kind::Repeat(kind)) if kind.count.is_some())
    }
}
