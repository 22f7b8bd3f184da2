//! Cases as the rows of the standard.

use super::header::{HeaderVariant, IDS, is_identity};
use super::referrals;
use super::row::{Row, STATED};
use super::slot::Slot;
use super::standard::{Field, standard};
use crate::record::{CaseRecord, Victim};
use crate::rows::Rows;
use crate::{Date, Language, cell};
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How to export.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The day on which a consent must hold.
    pub today: Date,
    /// How the header is written.
    pub header: HeaderVariant,
    /// Fill the columns that can tell who somebody is. Everybody who reads the file then knows.
    pub with_identity: bool,
    /// Add columns with our ids behind those of the standard, which has none: an import then puts the victims of a
    /// case together again.
    pub with_ids: bool,
    /// Begin with a byte order mark, without which a spreadsheet program may show Bangla as rubbish.
    pub byte_order_mark: bool,
    /// Purposes of consent that make `con_Consent` true.
    pub purposes: &'a [&'a str],
}

impl Options<'static> {
    /// The standard's header, no identity, no ids, consent to share with providers or to count.
    pub fn new(today: Date) -> Self {
        Self {
            today,
            header: HeaderVariant::Standard,
            with_identity: false,
            with_ids: false,
            byte_order_mark: false,
            purposes: &["statistics", "share_with_provider", STATED],
        }
    }
}

/// Why an export stopped. What was written till then is not whole.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file could not be written.
    #[error(
        "the file could not be written ({0}); free some space or choose another place, then export again"
    )]
    Write(#[from] io::Error),
}

impl ExportError {
    /// Stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Write(_) => "export_write",
        }
    }

    /// What to do about it, for the person who exports.
    pub fn help(&self, language: Language) -> String {
        match language {
            Language::Bangla => {
                "ফাইলটি লেখা গেল না; যন্ত্রে জায়গা খালি করুন বা অন্য জায়গা বেছে নিন, তারপর আবার চেষ্টা করুন।".to_owned()
            }
            Language::English => self.to_string(),
        }
    }
}

/// What an export wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows, not counting the header.
    pub rows: u64,
    /// For each column in how many rows something was known that the standard has no way to say.
    pub lost: BTreeMap<&'static str, u64>,
}

/// Writes one row for each victim. A case without victims has no row.
pub fn export<R: Borrow<CaseRecord>>(
    records: impl IntoIterator<Item = R>,
    options: &Options<'_>,
    writer: impl Write,
) -> Result<Summary, ExportError> {
    let mut rows = Rows::new(writer, options.byte_order_mark)?;
    for header in options.header.rows(options.with_ids) {
        rows.row(header)?;
    }
    let mut summary = Summary::default();
    for record in records {
        for victim in &record.borrow().victims {
            rows.row(cells(record.borrow(), victim, options, &mut summary))?;
            summary.rows += 1;
        }
    }
    rows.finish()?;
    Ok(summary)
}

/// Writes `referrals.csv`, the file beside: every referral of every row, where a row holds the latest only.
pub fn export_referrals<R: Borrow<CaseRecord>>(
    records: impl IntoIterator<Item = R>,
    options: &Options<'_>,
    writer: impl Write,
) -> Result<Summary, ExportError> {
    let mut rows = Rows::new(writer, options.byte_order_mark)?;
    rows.row(referrals::header(options.with_ids))?;
    let (mut summary, mut row) = (Summary::default(), 0);
    for record in records {
        for victim in &record.borrow().victims {
            row += 1;
            for referral in record.borrow().referrals_of(&victim.person_id) {
                rows.row(referrals::cells(row, record.borrow(), referral, options))?;
                summary.rows += 1;
            }
        }
    }
    rows.finish()?;
    Ok(summary)
}

fn cells(record: &CaseRecord, victim: &Victim, options: &Options<'_>, summary: &mut Summary) -> Vec<String> {
    let mut row = Row::of(record, victim, options);
    let mut cells: Vec<String> =
        standard().fields.iter().map(|field| cell_of(&mut row, field, options, summary)).collect();
    if options.with_ids {
        let ids = [&record.case_id, &record.short_code, &victim.person_id];
        cells.extend(ids.map(|id| cell::defuse(&cell::tidy(id))));
    }
    debug_assert_eq!(cells.len(), standard().fields.len() + if options.with_ids { IDS.len() } else { 0 });
    cells
}

fn cell_of(row: &mut Row, field: &'static Field, options: &Options<'_>, summary: &mut Summary) -> String {
    let hidden = is_identity(&field.name) && !options.with_identity;
    let Some(slot) = row.slot(&field.name).filter(|_| !hidden) else { return String::new() };
    let written = slot.write(field);
    if written.lost {
        *summary.lost.entry(field.name.as_str()).or_default() += 1;
    }
    // Degrees are a number that we wrote ourselves: with an apostrophe they would be none.
    if matches!(slot, Slot::Degrees(..)) { written.text } else { cell::defuse(&written.text) }
}
