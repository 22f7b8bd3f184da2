//! Where answers are kept (`jonaki:store`) and what they are called in the exchange format (`jonaki:htcds`).

use std::collections::HashMap;

use jonaki_forms::definition::{Choices, Fact, Kind, Preset, Source, Store};

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::lists::Lists;
use crate::sheet::{Cell, Place};
use crate::suggest;
use crate::survey::Draft;

/// A field of a case's open card, as far as a form must know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardField {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: CardKind,
    /// Codes that it takes beside: `unknown`, `refused` and the like.
    pub also: Vec<String>,
}

/// What a field of the card holds. None holds free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// One of some codes.
    Code(Vec<String>),
    /// Several of some codes.
    Codes(Vec<String>),
    /// A whole number between two, both included.
    Integer(i64, i64),
    /// A day.
    Date,
    /// Yes or no.
    Boolean,
}

/// Answers that a yes-or-no field takes from a choice.
const YES_NO: [&str; 4] = ["yes", "no", "true", "false"];

/// What the columns are checked against.
pub(crate) struct Stores<'a> {
    pub(crate) card: Option<&'a [CardField]>,
    pub(crate) htcds: Option<&'a [String]>,
    /// Where each field of the card is written first.
    taken: HashMap<String, Place>,
}

/// A question whose answer is stored.
pub(crate) struct Stored<'a> {
    pub(crate) draft: &'a Draft,
    pub(crate) kind: &'a Kind,
    pub(crate) default: Option<&'a Preset>,
    pub(crate) in_repeat: bool,
}

impl<'a> Stores<'a> {
    pub(crate) fn new(card: Option<&'a [CardField]>, htcds: Option<&'a [String]>) -> Self {
        Self { card, htcds, taken: HashMap::new() }
    }

    /// Where a question's answer goes. Faults are reported, and the answer then goes to the account.
    pub(crate) fn store(&mut self, of: &Stored<'_>, lists: &Lists<'_>, report: &mut Report) -> Store {
        let Some(cell) = &of.draft.store else { return Store::Account };
        if has_no_answer(of.kind) {
            let fault =
                Diagnostic::cell(Code::StoreIdle, cell, "there is no answer here that could be stored");
            report.add(fault.help("Write it at each question instead."));
            return Store::Account;
        }
        let Ok(store) = Store::try_from(cell.text.clone()) else {
            let known = ["account", "identity", "safety", "card."];
            let help = format!(
                "{}Write `account`, `identity`, `safety` or `card.` with a field.",
                suggest::did_you_mean(&cell.text, known)
            );
            report.add(
                Diagnostic::cell(Code::StoreUnknown, cell, format!("answers cannot go to `{}`", cell.text))
                    .help(help),
            );
            return Store::Account;
        };
        if let Store::Card(field) = &store {
            self.card_field(field, cell, of, report);
            if let Some(found) = self.card.and_then(|card| card.iter().find(|known| known.name == *field)) {
                fits(found, cell, of, lists, report);
            }
        }
        store
    }

    fn card_field(&mut self, field: &str, cell: &Cell, of: &Stored<'_>, report: &mut Report) {
        if let Some(card) = self.card
            && !card.iter().any(|known| known.name == field)
        {
            let help = suggest::did_you_mean(field, card.iter().map(|known| known.name.as_str()));
            let message = format!("the card has no field `{field}`");
            report.add(Diagnostic::cell(Code::StoreField, cell, message).help(help));
        }
        if of.in_repeat {
            let fault =
                Diagnostic::cell(Code::StoreRepeated, cell, "the card has one value, a repeat may have many");
            report.add(fault.help("Use `account`, or a calculation outside the repeat."));
        }
        if let Some(first) = self.taken.insert(field.to_owned(), cell.place.clone()) {
            let message = format!("two questions write the card's field `{field}`");
            let fault =
                Diagnostic::cell(Code::StoreTwice, cell, message).help("The later one in the form wins.");
            report.add(fault.note(first, "the first one").warning());
        }
    }

    /// The field of the exchange format.
    pub(crate) fn htcds(&self, of: &Stored<'_>, report: &mut Report) -> String {
        let Some(cell) = &of.draft.htcds else { return String::new() };
        if has_no_answer(of.kind) {
            let fault =
                Diagnostic::cell(Code::StoreIdle, cell, "there is no answer here that could be exchanged");
            report.add(fault.help("Write it at each question instead."));
        } else if let Some(known) = self.htcds.filter(|known| !known.contains(&cell.text)) {
            let help = suggest::did_you_mean(&cell.text, known.iter().map(String::as_str));
            let message = format!("HTCDS has no field `{}`", cell.text);
            report.add(Diagnostic::cell(Code::HtcdsUnknown, cell, message).help(help));
        }
        cell.text.clone()
    }
}

fn has_no_answer(kind: &Kind) -> bool {
    kind.is_container() || *kind == Kind::Note
}

/// Whether a question's answers fit a field of the card.
fn fits(field: &CardField, cell: &Cell, of: &Stored<'_>, lists: &Lists<'_>, report: &mut Report) {
    let computed = matches!(of.kind, Kind::Calculate | Kind::Hidden);
    let (codes, kind, expected): (&[String], bool, &str) = match &field.kind {
        CardKind::Code(codes) => (codes, matches!(of.kind, Kind::SelectOne(_)), "`select_one`"),
        CardKind::Codes(codes) => (codes, matches!(of.kind, Kind::SelectMultiple(_)), "`select_multiple`"),
        CardKind::Integer(..) => (&[], is_whole(of.kind), "`integer`"),
        CardKind::Date => (&[], matches!(of.kind, Kind::Date | Kind::Metadata(Fact::Today)), "`date`"),
        CardKind::Boolean => {
            (&[], matches!(of.kind, Kind::Acknowledge | Kind::SelectOne(_)), "`acknowledge` or `select_one`")
        }
    };
    if !kind && !computed {
        let message = format!("the card's field `{}` takes the answer of {expected}", field.name);
        let help = "The card holds codes, numbers and days only; free text goes to `account`.";
        report.add(Diagnostic::cell(Code::StoreType, cell, message).help(help));
        return;
    }
    let takes = |code: &str| {
        let known = codes.iter().chain(&field.also).any(|known| known == code);
        known || field.kind == CardKind::Boolean && YES_NO.contains(&code)
    };
    let coded = matches!(field.kind, CardKind::Code(_) | CardKind::Codes(_) | CardKind::Boolean);
    let known: Vec<&str> = codes.iter().chain(&field.also).map(String::as_str).collect();
    let refuse = |code: &str, report: &mut Report| {
        let help =
            format!("{}It takes: {}.", suggest::did_you_mean(code, known.iter().copied()), known.join(", "));
        let message = format!("the card's field `{}` has no code `{code}`", field.name);
        report.add(Diagnostic::cell(Code::StoreCode, cell, message).help(help));
    };
    if let (true, Some(Preset::Static(text))) = (coded && computed, of.default) {
        text.split(' ').filter(|code| !takes(code)).for_each(|code| refuse(code, report));
    }
    let list = of.kind.select().and_then(|select| match select.choices {
        Choices::List(list) => lists.source(list),
        Choices::Nodes(_) => None,
    });
    if let (true, Some(Source::Inline(items))) = (coded, list) {
        items.items.iter().filter(|item| !takes(&item.name)).for_each(|item| refuse(&item.name, report));
    }
}

fn is_whole(kind: &Kind) -> bool {
    match kind {
        Kind::Integer => true,
        Kind::Range(range) => !range.decimal,
        _ => false,
    }
}
