//! Answers of our forms as facts of a record: a form names the field of the standard that each question fills
//! (`jonaki:htcds`).

use super::export::Options;
use super::import::Problem;
use super::row::{Row, STATED};
use super::slot::Slot;
use super::standard::standard;
use crate::codes::{self, List};
use crate::record::{CaseRecord, Consent, Victim};
use crate::{Date, Value, iso};
use std::fmt;

/// What an answer to `con_Consent` consents to: that the report is made. It is no consent to share or to count, so by
/// itself it does not make `con_Consent` true.
const REPORT: &str = "report";

/// The facts of one victim and its case, filled one by one.
#[derive(Default)]
pub struct Answers {
    row: Row,
    consents: Vec<Consent>,
}

impl Answers {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes an answer as a form keeps it: our own code, several with blanks between them, a text, a number, an ISO
    /// day. The codes of `unknown_reasons` (`unknown`, `not_asked`, `declined`, `not_applicable`) say why there is
    /// none; an empty answer changes nothing. Errors: the field or code is not known, or the answer has another type.
    pub fn answer(&mut self, field: &str, answer: &str) -> Result<(), Problem> {
        let answer = answer.trim();
        if answer.is_empty() {
            return Ok(());
        }
        if field == "con_Consent" {
            return self.report(answer);
        }
        let slot = self.row.slot(field).ok_or(Problem::UnknownField)?;
        match state(answer) {
            Some(state) if !matches!(slot, Slot::Text(_)) => slot.leave(&state),
            _ => slot.take(answer)?,
        }
        Ok(())
    }

    /// Adds a consent of which more is known than a yes: its purpose, giver and days.
    pub fn consent(&mut self, consent: Consent) {
        self.consents.push(consent);
    }

    fn report(&mut self, answer: &str) -> Result<(), Problem> {
        let given = match answer {
            "yes" | "true" | "1" => true,
            "no" | "false" | "0" => false,
            "not_possible" | "unknown" => return Ok(()),
            _ => return Err(Problem::BadFlag),
        };
        self.consents.push(Consent { purpose: REPORT.to_owned(), given, ..Consent::default() });
        Ok(())
    }

    /// The case that the answers tell, with its one victim. Ids, dates and everything else that no field of the
    /// standard names is the caller's to fill.
    pub fn into_record(self) -> CaseRecord {
        let mut record = self.row.into_record();
        record.consents.extend(self.consents);
        record
    }
}

/// What [`Answers`] would have to be told to say the same of this victim and its case: each field of the standard of
/// which something is known, in its order, with the answer as a form keeps it. `con_Consent` is what a partner stated,
/// and nothing else.
pub fn told(record: &CaseRecord, victim: &Victim, today: Date) -> Vec<(&'static str, String)> {
    let options = Options { with_identity: true, purposes: &[STATED], ..Options::new(today) };
    let mut row = Row::of(record, victim, &options);
    let fields = standard().fields.iter();
    let said = fields.filter_map(|field| Some((field.name.as_str(), row.slot(&field.name)?.say()?)));
    said.filter(|(_, answer)| !answer.is_empty()).collect()
}

/// Nothing of what was answered.
impl fmt::Debug for Answers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Answers").finish_non_exhaustive()
    }
}

/// Why there is no answer.
fn state(answer: &str) -> Option<Value<()>> {
    match answer {
        "unknown" => Some(Value::Unknown),
        "not_asked" => Some(Value::NotAsked),
        "declined" => Some(Value::Declined),
        "not_applicable" => Some(Value::NotApplicable),
        _ => None,
    }
}

impl Slot<'_> {
    /// Says why there is no fact.
    fn leave(self, state: &Value<()>) {
        fn set<T>(fact: &mut Value<T>, state: &Value<()>) {
            *fact = match state {
                Value::Unknown => Value::Unknown,
                Value::Declined => Value::Declined,
                Value::NotApplicable => Value::NotApplicable,
                Value::NotAsked | Value::Known(()) => Value::NotAsked,
            };
        }
        match self {
            Self::Text(fact) | Self::Phone(fact) | Self::Code(_, fact) => set(fact, state),
            Self::Country(fact) | Self::Language(fact) => set(fact, state),
            Self::Codes(_, fact, _) | Self::Countries(fact) => set(fact, state),
            Self::Day(fact) => set(fact, state),
            Self::Number(fact, _) => set(fact, state),
            Self::Degrees(fact, _) => set(fact, state),
            Self::Flag(fact) => set(fact, state),
        }
    }

    /// What is known, as an answer of ours.
    fn say(&self) -> Option<String> {
        match self {
            Self::Text(fact) | Self::Phone(fact) | Self::Code(_, fact) => fact.known().cloned(),
            Self::Country(fact) | Self::Language(fact) => fact.known().cloned(),
            Self::Codes(_, fact, _) | Self::Countries(fact) => fact.known().map(|all| all.join(" ")),
            Self::Day(fact) => fact.known().map(Date::to_string),
            Self::Number(fact, _) => fact.known().map(u16::to_string),
            Self::Degrees(fact, _) => fact.known().map(f64::to_string),
            Self::Flag(fact) => fact.known().map(|yes| if *yes { "yes" } else { "no" }.to_owned()),
        }
    }

    /// Takes an answer of ours.
    fn take(self, answer: &str) -> Result<(), Problem> {
        let several = || answer.split_whitespace().map(str::to_owned);
        match self {
            Self::Text(fact) | Self::Phone(fact) => *fact = answer.into(),
            Self::Day(fact) => *fact = Value::Known(Date::parse(answer).ok_or(Problem::BadDate)?),
            Self::Code(list, fact) => {
                known(list, answer)?;
                *fact = answer.into();
            }
            Self::Codes(list, fact, _) => {
                let codes: Vec<String> = several().filter(|code| state(code).is_none()).collect();
                codes.iter().try_for_each(|code| known(list, code))?;
                *fact = Value::Known(codes);
            }
            Self::Country(fact) => {
                *fact = iso::country(answer).ok_or(Problem::UnknownCountry)?.into();
            }
            Self::Countries(fact) => {
                // Stateless people are of no country of the standard, and still answered.
                let shaped = several().all(|code| code == "stateless" || iso::country(&code).is_some());
                *fact =
                    shaped.then(|| several().collect()).map(Value::Known).ok_or(Problem::UnknownCountry)?;
            }
            Self::Language(fact) => *fact = answer.into(),
            number => {
                number.read_number(answer)?;
            }
        }
        Ok(())
    }
}

fn known(list: List, own: &str) -> Result<(), Problem> {
    codes::htcds(list, own).map(|_| ()).ok_or(Problem::UnknownCode)
}
