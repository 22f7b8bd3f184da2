//! One draft to one node.

use std::ops::Range;
use std::rc::Rc;

use jonaki_forms::definition::{Kind, Node, Preset, Source, Text};
use jonaki_forms::expression::{Expr, FaultKind, Function, Parsed};
use jonaki_forms::graph::Field;

use super::texts::is_list;
use super::{Compiler, Origin};
use crate::appearances;
use crate::diagnostic::{Code, Diagnostic};
use crate::expressions::{self, Column, Scope};
use crate::headers::Told;
use crate::parameters::Parameters;
use crate::sheet::Cell;
use crate::store::Stored;
use crate::survey::{Asked, Draft};
use crate::words;

impl Compiler<'_> {
    /// The node of a draft; `None` if it is only a list.
    pub(super) fn node(&mut self, at: usize) -> Option<Node> {
        let draft = self.tree.get(at).filter(|draft| !is_list(draft))?;
        if at == 0 {
            self.translated_choices();
        }
        self.labelled(draft);
        let parameters = Parameters::read(draft.parameters.as_ref(), self.report);
        let kind = self.kind(at, &parameters);
        self.idle(draft, &kind);
        if let Some(cell) = draft.appearance.as_ref().filter(|_| !draft.generated) {
            appearances::check(cell, self.report);
        }
        let container = kind.is_container();
        let or_not = |cell: &Option<Cell>| cell.clone().filter(|_| !container);
        let default = self.default(at, or_not(&draft.default), &kind);
        let stored =
            Stored { draft, kind: &kind, default: default.as_ref(), in_repeat: self.tree.in_repeat(at) };
        let store = self.stores.store(&stored, &self.lists, self.report);
        let htcds = self.stores.htcds(&stored, self.report);
        let calculation = self.expr(at, or_not(&draft.calculation), Field::Calculation);
        self.calculated(draft, &kind, default.as_ref());
        Some(Node {
            appearance: draft.appearance.as_ref().map_or("", |cell| appearances::kept(&cell.text)).to_owned(),
            constraint: self.expr(at, or_not(&draft.constraint), Field::Constraint),
            constraint_message: self.told_if(draft.constraint.is_some() && !container, at),
            guidance: self.text(at, Told::Guidance),
            hint: self.text(at, Told::Hint),
            label: self.text(at, Told::Label),
            required_message: self.text(at, Told::RequiredMessage),
            name: draft.name.clone(),
            read_only: self.expr(at, draft.read_only.clone(), Field::ReadOnly).filter(|expr| !is_false(expr)),
            parent: self.ids.get(draft.parent).copied().flatten().unwrap_or_default(),
            required: self.expr(at, or_not(&draft.required), Field::Required).filter(|expr| !is_false(expr)),
            relevant: self.expr(at, draft.relevant.clone(), Field::Relevant),
            // Checked also where it has no effect.
            trigger: Some(self.trigger(at, draft.trigger.clone())).filter(|_| !container).unwrap_or_default(),
            parameters: self.kept(draft, &parameters),
            calculation,
            default,
            htcds,
            kind,
            store,
        })
    }

    /// What is said of a value that does not hold. The reference engine has nothing either where nothing is judged.
    fn told_if(&mut self, judged: bool, at: usize) -> Text {
        if judged { self.text(at, Told::ConstraintMessage) } else { Text::default() }
    }

    /// An expression of a cell.
    pub(super) fn expr(&mut self, at: usize, cell: Option<Cell>, field: Field) -> Option<Expr> {
        self.filter(at, cell, field, None)
    }

    /// An expression of a cell; a choice filter with the list that it filters.
    pub(super) fn filter(
        &mut self,
        at: usize,
        cell: Option<Cell>,
        field: Field,
        filtered: Option<u32>,
    ) -> Option<Expr> {
        let mut cell = cell?;
        let bind = matches!(
            field,
            Field::Relevant | Field::Calculation | Field::Constraint | Field::Required | Field::ReadOnly
        );
        // pyxform: yes and no are true() and false().
        match words::yes_no(&cell.text) {
            Some(true) if bind => cell.text = "true()".to_owned(),
            Some(false) if bind => cell.text = "false()".to_owned(),
            _ => {}
        }
        let scope = Scope { current: field == Field::Filter, ..Scope::of(&self.names, at) };
        let parsed = expressions::read(&cell, scope, self.report)?;
        for name in expressions::lists(&parsed.expr) {
            self.lists.mentioned(&name, &self.names, self.report);
        }
        self.columns(&cell, &parsed, filtered);
        self.keep(at, field, &cell, parsed.paths);
        Some(parsed.expr)
    }

    /// Columns that a list does not have: refused of built-in ones, empty in others, as the reference engine has it.
    fn columns(&mut self, cell: &Cell, parsed: &Parsed, filtered: Option<u32>) {
        let filtered = filtered.and_then(|list| self.lists.name(list)).map(str::to_owned);
        for Column { path, list, column } in expressions::columns(&parsed.expr, filtered.as_deref()) {
            let span = parsed.paths.get(path).cloned().unwrap_or(0..cell.text.len());
            let Some(known) = self.lists.built_in(&list).and_then(jonaki_reference::lists::list) else {
                let known = self.lists.columns(&list);
                if self.lists.add_column(&list, &column) {
                    let kind = FaultKind::UnknownColumn { list, column };
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let fault = expressions::described(cell, span, &kind, &known);
                    let help = format!("{}Here it reads as empty.", fault.help);
                    self.report.add(fault.help(help).warning());
                }
                continue;
            };
            if !known.columns().contains(&column.as_str()) {
                let kind = FaultKind::UnknownColumn { list, column };
                self.report.add(expressions::described(cell, span, &kind, known.columns()));
            }
        }
    }

    /// Remembers where an expression was written.
    pub(super) fn keep(&mut self, at: usize, field: Field, cell: &Cell, paths: Vec<std::ops::Range<usize>>) {
        let id = self.ids.get(at).copied().flatten().unwrap_or_default();
        self.origins.insert((id, field), Origin { cell: Rc::new(cell.clone()), paths });
    }

    fn default(&mut self, at: usize, cell: Option<Cell>, kind: &Kind) -> Option<Preset> {
        let cell = cell?;
        if expressions::is_dynamic(&cell.text, kind) {
            return self.expr(at, Some(cell), Field::Default).map(Preset::Dynamic);
        }
        let wrong =
            |what: &str| Diagnostic::cell(Code::DefaultInvalid, &cell, format!("`{}` is {what}", cell.text));
        let offered = |name: &str| match kind.select().map(|select| &select.choices) {
            Some(jonaki_forms::definition::Choices::List(list)) => match self.lists.source(*list) {
                Some(Source::Inline(items)) => items.items.iter().any(|item| item.name == name),
                _ => true,
            },
            _ => true,
        };
        let fault = match kind {
            Kind::Image | Kind::Audio | Kind::Video | Kind::File => {
                Some(wrong("a file; no file can be given as an answer").help("Remove the default."))
            }
            Kind::Integer if cell.text.parse::<i64>().is_err() => Some(wrong("no whole number").warning()),
            Kind::Decimal if cell.text.parse::<f64>().is_err() => Some(wrong("no number").warning()),
            Kind::SelectOne(_) if !offered(&cell.text) => Some(wrong("none of the choices").warning()),
            Kind::SelectMultiple(_) | Kind::Rank(_) if !cell.text.split(' ').all(offered) => {
                Some(wrong("not among the choices").warning())
            }
            _ => None,
        };
        if let Some(fault) = fault {
            self.report.add(fault);
        }
        Some(Preset::Static(cell.text))
    }

    fn calculated(&mut self, draft: &Draft, kind: &Kind, default: Option<&Preset>) {
        let missing = draft.calculation.is_none() && !matches!(default, Some(Preset::Dynamic(_)));
        if *kind == Kind::Calculate && missing && !draft.generated {
            let fault =
                Diagnostic::cell(Code::CalculationMissing, &draft.cell(), "this calculation has no formula");
            self.report.add(fault.help("Write it into the column `calculation`."));
        }
    }

    /// The questions whose change runs the calculation.
    fn trigger(&mut self, at: usize, cell: Option<Cell>) -> Vec<u32> {
        let Some(cell) = cell else { return Vec::new() };
        if !self.names.is_sound(&cell.text) {
            return Vec::new();
        }
        if cell.text.matches(',').count() >= jonaki_forms::limits::COLUMNS {
            let fault = Diagnostic::cell(Code::TriggerSyntax, &cell, "too many questions trigger this one");
            self.report.add(fault.help("Let a calculation depend on them, and that trigger this one."));
            return Vec::new();
        }
        let mut found = Vec::new();
        for part in cell.text.split(',').map(str::trim) {
            let start = cell.text.find(part).unwrap_or(0);
            match self.triggering(at, part) {
                Ok(target) => {
                    found.extend(self.ids.get(target).copied().flatten());
                    self.idle_trigger(target, &cell, start..start + part.len());
                }
                Err((code, message, help)) => {
                    let fault = Diagnostic::span(code, &cell, start..start + part.len(), message);
                    self.report.add(fault.help(help));
                }
            }
        }
        found
    }

    /// Warns of a trigger that never sets anything off, because nobody changes what it names.
    fn idle_trigger(&mut self, target: usize, cell: &Cell, span: Range<usize>) {
        let Some(draft) = self.tree.get(target).filter(|draft| !draft.is_visible()) else { return };
        let message = format!("`{}` is never seen, so nobody changes it and this never runs", draft.name);
        let fault = Diagnostic::span(Code::TriggerHidden, cell, span, message);
        self.report.add(fault.help("Name a question that people answer.").warning());
    }

    /// The question that one part of a trigger names.
    fn triggering(&self, at: usize, part: &str) -> Result<usize, (Code, String, &'static str)> {
        let name = words::only_reference(part).ok_or((
            Code::TriggerSyntax,
            "a trigger is one question, or several divided by commas".to_owned(),
            "Write `${name}`.",
        ))?;
        let unknown = |kind: FaultKind| (Code::Expression(kind.code()), kind.to_string(), "Name a question.");
        let target = self.names.find(&name).map_err(unknown)?;
        match self.tree.get(target) {
            Some(draft) if draft.is_container() => {
                let code = Code::Expression(FaultKind::UnknownName(name.clone()).code());
                Err((code, format!("`{name}` is a group, not a question"), "Name one of its questions."))
            }
            _ if target == at => {
                let message = "a question does not trigger itself".to_owned();
                Err((Code::TriggerSyntax, message, "Name another question."))
            }
            // As pyxform, which takes hidden questions and facts.
            Some(draft)
                if !draft.is_visible()
                    && !matches!(draft.asked, Asked::Plain(Kind::Hidden | Kind::Metadata(_))) =>
            {
                let message = format!("`{name}` is never seen, so nobody changes it");
                Err((
                    Code::TriggerHidden,
                    message,
                    "Name a question that people answer, or remove the trigger.",
                ))
            }
            _ => Ok(target),
        }
    }

    /// Parameters that the definition has no field for.
    fn kept(&self, draft: &Draft, parameters: &Parameters) -> Vec<(String, String)> {
        let mut kept = parameters.kept(&[
            "randomize",
            "seed",
            "value",
            "label",
            "start",
            "end",
            "step",
            "app",
            "reference-geometry",
        ]);
        if let Some(rows) = draft.rows.as_ref().filter(|_| parameters.get("rows").is_none()) {
            kept.push(("rows".to_owned(), rows.text.clone()));
            kept.sort();
        }
        kept
    }

    /// Warns of cells that mean nothing for a kind.
    fn idle(&mut self, draft: &Draft, kind: &Kind) {
        let container = kind.is_container();
        let unjudged = container || draft.constraint.is_none();
        let cells = [
            (&draft.calculation, container),
            (&draft.default, container),
            (&draft.constraint, container),
            (&draft.required, container),
            (&draft.trigger, container),
            (&draft.count, !matches!(kind, Kind::Repeat(_))),
            (&draft.filter, kind.select().is_none() && !draft.broken),
            (&draft.told(Told::ConstraintMessage).first().map(|(_, cell)| cell.clone()), unjudged),
        ];
        for cell in cells.into_iter().filter(|(_, idle)| *idle).filter_map(|(cell, _)| cell.as_ref()) {
            let message = format!("`{}` has no effect in this row", cell.place.header);
            self.report.add(Diagnostic::cell(Code::ColumnIdle, cell, message).help("Remove it.").warning());
        }
    }
}

fn is_false(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(Function::False, _))
}
