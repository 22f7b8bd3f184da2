//! Referrals of which something is expected, and those that ended without help: found by an index, from where a referral
//! stands as far as no clock decides it.

use super::{COLUMNS, Row, read};
use crate::Error;
use crate::ledger::case_row::OVER;
use crate::ledger::{Column, Page};
use jonaki_document::referral::{Access, Progress};
use jonaki_protocol::{OrganisationId, RecordId};
use rusqlite::{Connection, Transaction, params};

/// Where a referral stands at whatever time. The numbers are stored, and named in the statements below.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Access ended, or the provider does not help.
    Over = 0,
    /// Help was given.
    Helped = 1,
    /// The provider has not answered; it runs out.
    Unanswered = 2,
    /// The same, and the provider asks the sender something.
    Asks = 3,
    /// The provider took the child in time.
    Taken = 4,
    /// The provider took the child when it had run out.
    TakenLate = 5,
}

/// SQLite cannot know how few of all that an organisation ever sent these are: it is told where to look.
const UNANSWERED: &str = "referral INDEXED BY referral_unanswered";
const WITHOUT_HELP: &str = "referral INDEXED BY referral_without_help";

/// Rows that are caught up at once.
const AT_ONCE: usize = 500;

/// One that may help at a time, or has helped.
const HELPS: &str = "(standing IN (1, 4) OR standing IN (2, 3, 5) AND expires >= ?2)";

impl Standing {
    pub(super) fn of(row: &Row) -> Self {
        let early = row.status(i64::MIN);
        let runs_out = row.status(i64::MAX).access == Access::Expired;
        match early.progress {
            Progress::Completed if early.access == Access::Open => Self::Helped,
            _ if !early.is_open() => Self::Over,
            Progress::NeedsInfo if !early.info_given => Self::Asks,
            progress if !progress.is_answered() => Self::Unanswered,
            _ if runs_out => Self::TakenLate,
            _ => Self::Taken,
        }
    }
}

/// A list of referrals that somebody waits for; of those that may still be answered.
#[derive(Clone, Copy)]
pub(crate) enum Waits {
    /// Sent, and not answered in time.
    Overdue,
    /// Sent, in time, with a question to us.
    Asked,
    /// Received.
    ToAnswer,
}

impl Waits {
    const fn filter(self) -> &'static str {
        match self {
            Self::Overdue => "sender = ?1 AND due < ?2",
            Self::Asked => "sender = ?1 AND due >= ?2 AND standing = 3",
            Self::ToAnswer => "receiver = ?1 AND sender <> ?1",
        }
    }
}

/// What of an organisation's waits at a time, what is due first: how many, and a part of them.
pub(crate) fn waits(
    connection: &Connection,
    which: Waits,
    (organisation, now): (OrganisationId, i64),
    page: Page,
) -> Result<(usize, Vec<Row>), Error> {
    let filter = format!("standing IN (2, 3) AND expires >= ?2 AND {}", which.filter());
    listed(connection, (UNANSWERED, &filter), (organisation, now), page)
}

/// What nobody answered in time, whoever sent it, what was due first.
pub(crate) fn overdue(connection: &Connection, now: i64, limit: usize) -> Result<Vec<Row>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {UNANSWERED} WHERE standing IN (2, 3) AND due < ?1 AND expires >= ?1
            ORDER BY due, record LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![now, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The first referral of each case that is not over, of those that an organisation sent, where none helped and none may:
/// how many, and a part of them.
pub(crate) fn without_help(
    connection: &Connection,
    side: (OrganisationId, i64),
    page: Page,
) -> Result<(usize, Vec<Row>), Error> {
    let other = "SELECT 1 FROM referral AS other INDEXED BY referral_beside
        WHERE other.case_record = referral.case_record AND other.sender = ?1";
    let helps = HELPS.replace("standing", "other.standing").replace("expires", "other.expires");
    let filter = format!(
        "standing NOT IN (1, 4) AND sender = ?1 AND NOT {HELPS}
            AND EXISTS (SELECT 1 FROM case_row INDEXED BY case_under_way WHERE case_row.record = referral.case_record AND kind = 0
                AND status NOT IN {OVER})
            AND NOT EXISTS ({other} AND {helps})
            AND NOT EXISTS ({other} AND (other.due, other.record) < (referral.due, referral.record))"
    );
    listed(connection, (WITHOUT_HELP, &filter), side, page)
}

/// The index says which, and in which order; only those that are shown are read.
fn listed(
    connection: &Connection,
    (table, filter): (&str, &str),
    (organisation, now): (OrganisationId, i64),
    page: Page,
) -> Result<(usize, Vec<Row>), Error> {
    let sql = format!("SELECT record FROM {table} WHERE {filter} ORDER BY due, record");
    let mut statement = connection.prepare_cached(&sql)?;
    let records = statement.query_map(params![organisation.as_bytes(), now], |row| row.get(0))?;
    let records: Vec<Column<RecordId>> = records.collect::<Result<_, _>>()?;
    let shown = records.iter().skip(page.skip).take(page.limit);
    let rows = shown.filter_map(|record| super::get(connection, record.0).transpose());
    Ok((records.len(), rows.collect::<Result<_, _>>()?))
}

/// Finds where those stand that a version without this wrote; once.
pub(crate) fn catch_up(tx: &Transaction<'_>) -> Result<(), Error> {
    loop {
        let rows = super::rows(tx, "WHERE standing = 9 LIMIT ?1", [AT_ONCE])?;
        for row in &rows {
            let sql = "UPDATE referral SET standing = ?2 WHERE record = ?1";
            tx.prepare_cached(sql)?.execute(params![Column(row.record), Standing::of(row) as u8])?;
        }
        if rows.len() < AT_ONCE {
            return Ok(());
        }
    }
}
