//! Kinds of nodes, with their choices.

use jonaki_forms::definition::{Choices, Kind, Repeat, Select, Shuffle, Source};
use jonaki_forms::expression::{Expr, Operator, Path, Start, Step, Test};
use jonaki_forms::graph::Field;

use super::Compiler;
use crate::choices::{Named, Roles};
use crate::diagnostic::{Code, Diagnostic};
use crate::expressions::{self, Scope, absolute, relative};
use crate::kinds::{Control, How, Selecting};
use crate::parameters::{self, Parameters};
use crate::sheet::Cell;
use crate::suggest;
use crate::survey::{Asked, Draft};
use crate::words;

impl Compiler<'_> {
    /// What kind of node a draft is. A question whose list is missing becomes a text, so that the rest can be checked.
    pub(super) fn kind(&mut self, at: usize, parameters: &Parameters) -> Kind {
        let Some(draft) = self.tree.get(at) else { return Kind::Text };
        let kind = match &draft.asked {
            Asked::Container(Control::Group) => return Kind::Group,
            Asked::Container(Control::Repeat) => {
                return Kind::Repeat(Repeat { count: self.expr(at, draft.count.clone(), Field::Count) });
            }
            Asked::Plain(kind) => kind.clone(),
            Asked::Nothing => Kind::Text,
            Asked::Range => {
                let appearance = draft.appearance.as_ref().map_or("", |cell| cell.text.as_str());
                Kind::Range(parameters::range(parameters, appearance, self.lists.choices(), self.report))
            }
            Asked::Select(select) => return self.select(at, select, parameters),
        };
        if !draft.broken {
            parameters.check(&kind, false, self.report);
        }
        kind
    }

    fn select(&mut self, at: usize, asked: &Selecting, parameters: &Parameters) -> Kind {
        let Some(draft) = self.tree.get(at) else { return Kind::Text };
        let kind = |select: Select| match asked.how {
            How::One => Kind::SelectOne(select),
            How::Multiple => Kind::SelectMultiple(select),
            How::Rank => Kind::Rank(select),
        };
        let choices = if asked.list.contains("${") {
            self.nodes_as_choices(at, draft, asked)
        } else {
            self.listed(draft, asked, parameters).map(Choices::List)
        };
        // The choices must be known before the parameters, or a missing list would hide their faults.
        let empty = Select { filter: None, choices: Choices::List(0), randomize: None };
        let from_file = asked.from_file || asked.list.ends_with(".csv");
        parameters.check(&kind(empty), from_file, self.report);
        let filtered = matches!(choices, Some(Choices::Nodes(_)));
        let filter = draft.filter.clone().filter(|_| !filtered && !draft.generated);
        let list = match &choices {
            Some(Choices::List(list)) => Some(*list),
            _ => None,
        };
        let filter = self.filter(at, filter, Field::Filter, list);
        let randomize = self.shuffle(at, draft, parameters);
        match choices {
            Some(choices) => {
                self.blank_names(&choices, asked, draft);
                kind(Select { filter, choices, randomize })
            }
            None => Kind::Text,
        }
    }

    /// The list of a question, from the sheet or a file.
    fn listed(&mut self, draft: &Draft, asked: &Selecting, parameters: &Parameters) -> Option<u32> {
        let cell = draft.type_cell.clone()?;
        let list = asked.list.as_str();
        let point = |message: String| {
            let start = cell.text.find(list).unwrap_or(0);
            move |code| Diagnostic::span(code, &cell, start..start + list.len(), message)
        };
        let ending = list.rsplit_once('.').map(|(_, ending)| ending);
        if asked.from_file || matches!(ending, Some("csv" | "xml" | "geojson")) {
            if ending != Some("csv") || list.matches('.').count() != 1 {
                let fault = point(format!("`{list}` is no CSV file"))(Code::FileKind);
                self.report.add(fault.help("Save the list as CSV with the columns name and label."));
                return None;
            }
            let value = parameters.get("value").unwrap_or("name").to_owned();
            let label = parameters.get("label").unwrap_or("label").to_owned();
            let cell = draft.type_cell.as_ref()?;
            return self.lists.file(
                Named { file: list, cell, roles: &Roles { value, label, offered: true } },
                self.report,
            );
        }
        let found = self.lists.written(list, &self.names);
        if found.is_none() && !draft.generated {
            let known: Vec<&str> = self.lists.choices().names().collect();
            let help =
                format!("{}Add its choices to the sheet `choices`.", suggest::did_you_mean(list, known));
            self.report.add(point(format!("there is no list `{list}`"))(Code::ListUnknown).help(help));
        }
        found
    }

    /// `select_one ${name}`: the answers to a question of a repeat, as pyxform finds them.
    fn nodes_as_choices(&mut self, at: usize, draft: &Draft, asked: &Selecting) -> Option<Choices> {
        let cell = draft.type_cell.clone()?;
        if !self.names.is_sound(&cell.text) {
            return None;
        }
        let start = cell.text.find("${").unwrap_or(0);
        let span = start..(start + asked.list.len()).min(cell.text.len());
        let name = words::only_reference(&asked.list);
        let target = name.as_ref().and_then(|name| self.names.find(name).ok());
        let (Some(name), Some(target)) = (name, target.filter(|target| self.tree.in_repeat(*target))) else {
            let message = format!("`{}` is not one question of a repeat", asked.list);
            let fault = Diagnostic::span(Code::ListUnknown, &cell, span, message);
            self.report.add(
                fault.help("Write `select_one ${name}` with a question that is answered several times."),
            );
            return None;
        };
        let mut nodes = match relative(self.tree, at, target, true) {
            Some(steps) => Path { start: Start::Context, steps },
            None => absolute(self.tree, target),
        };
        let answer = nodes.steps.pop()?;
        let test = match &draft.filter {
            Some(filter) => {
                let scope = Scope { current: true, nodes: Some(&nodes), ..Scope::of(&self.names, at) };
                expressions::read(filter, scope, self.report)?.expr
            }
            None => is_answered(&name),
        };
        let Some(last) = nodes.steps.last_mut().filter(|step| matches!(step.test, Test::Child(_))) else {
            let fault = Diagnostic::span(
                Code::ListUnknown,
                &cell,
                span,
                "a repeat inside a repeat cannot be its own list",
            );
            self.report.add(fault.help("Move the question out of the repeat."));
            return None;
        };
        last.predicates.push(test);
        nodes.steps.push(answer);
        self.keep(at, Field::Choices, &cell, vec![span]);
        Some(Choices::Nodes(Expr::Path(nodes)))
    }

    fn shuffle(&mut self, at: usize, draft: &Draft, parameters: &Parameters) -> Option<Shuffle> {
        if parameters.get("randomize") != Some("true") {
            return None;
        }
        let Some(seed) = parameters.get("seed") else { return Some(Shuffle::Unseeded) };
        if words::only_reference(seed).is_none() && seed.parse::<f64>().is_err() {
            return None;
        }
        let place = draft.parameters.as_ref().map(|cell| &cell.place).unwrap_or(&draft.place);
        self.expr(at, Some(Cell::written_for(place, seed)), Field::Seed).map(Shuffle::Seed)
    }

    /// Names with blanks cannot be told apart where several are chosen.
    fn blank_names(&mut self, choices: &Choices, asked: &Selecting, draft: &Draft) {
        let Choices::List(list) = choices else { return };
        if asked.how == How::One || draft.generated {
            return;
        }
        let message = |name: &str| {
            format!("`{name}` has a blank in it, and several choices are stored with blanks between them")
        };
        if let Some(written) = self.lists.choices().get(&asked.list).filter(|_| !asked.from_file) {
            let blank =
                written.options.iter().filter(|option| option.name.text.contains(char::is_whitespace));
            for option in blank {
                let fault = Diagnostic::cell(Code::ChoiceNameBlank, &option.name, message(&option.name.text));
                self.report.add(
                    fault.help("Write `_` instead of the blank.").note(draft.place.clone(), "chosen here"),
                );
            }
        } else if let Some(Source::Inline(items)) = self.lists.source(*list)
            && let Some(item) = items.items.iter().find(|item| item.name.contains(char::is_whitespace))
        {
            let fault = Diagnostic::cell(Code::ChoiceNameBlank, &draft.cell(), message(&item.name));
            self.report.add(fault.help("Change the names in the file."));
        }
    }
}

/// `./name != ''`
fn is_answered(name: &str) -> Expr {
    let itself = Step { test: Test::Itself, predicates: Vec::new() };
    let value = Path { start: Start::Context, steps: vec![itself, Step::child(name)] };
    Expr::Binary(Operator::NotEqual, Box::new(Expr::Path(value)), Box::new(Expr::Text(String::new())))
}
