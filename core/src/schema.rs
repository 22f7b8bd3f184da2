//! The device's schema and how its database is opened.

use crate::Error;
use crate::error::OpenFault;
use crate::ledger::search;
use jonaki_sqlite::{Database, Key, Migration, OpenError, OpenOptions, Place, Schema};
use rusqlite::Transaction;
use std::path::Path;

/// Where a device's database is.
#[derive(Debug, Clone, Copy)]
pub enum Location<'a> {
    /// In this file.
    File(&'a Path),
    /// In memory: browsers and tests.
    Memory,
}

/// Never edit a migration that landed: add one.
const SCHEMA: Schema = Schema {
    application_id: 0x4a4f_4e31,
    migrations: &[
        Migration { sql: include_str!("schema/001_first.sql") },
        Migration { sql: include_str!("schema/002_search_later.sql") },
        Migration { sql: include_str!("schema/003_fewer_pages.sql") },
        Migration { sql: include_str!("schema/004_statements.sql") },
        Migration { sql: include_str!("schema/005_forms.sql") },
        Migration { sql: include_str!("schema/006_referrals.sql") },
        Migration { sql: include_str!("schema/007_waiting.sql") },
        Migration { sql: include_str!("schema/008_letters.sql") },
        Migration { sql: include_str!("schema/009_flags_by_place.sql") },
        Migration { sql: include_str!("schema/010_standing.sql") },
        Migration { sql: include_str!("schema/011_readings.sql") },
        Migration { sql: include_str!("schema/012_views.sql") },
    ],
};

/// Page cache, KiB: a phone with 1 GB has no more to give.
const CACHE_KIB: u32 = 4 * 1024;

/// Tables that a salvage copies, what is unsent first.
const SALVAGED: &[&str] = &[
    "setting",
    "outbox",
    "intent",
    "draft",
    "filling",
    "filling_answer",
    "form_definition",
    "key_set",
    "organisation_key",
    "directory_item",
    "form",
    "parcel",
    "parcel_item",
    "document",
    "case_row",
    "referral",
    "kept_note",
    "task",
    "waiting",
    "waiting_stale",
    "deed",
    "view_due",
    "listing",
    "letter",
    "print_check",
    "pair",
    "told",
    "access",
    "issued_invite",
    "statement",
    "contradiction",
];

fn options(location: Location<'_>, key: &[u8; 32]) -> OpenOptions {
    let place = match location {
        Location::File(path) => Place::File(path.to_owned()),
        Location::Memory => Place::Memory,
    };
    OpenOptions { place, key: Some(Key::new(key)), cache_kib: CACHE_KIB, schema: SCHEMA }
}

/// Opens or makes the database.
pub(crate) fn open(location: Location<'_>, key: &[u8; 32]) -> Result<Database, Error> {
    Database::open(&options(location, key)).map_err(fault)
}

/// Keeps a damaged database and saves what can be read into a fresh one; how many rows, the outbox's first.
///
/// # Errors
/// [`Error::Open`].
pub(crate) fn salvage(path: &Path, key: &[u8; 32]) -> Result<Vec<(&'static str, usize)>, Error> {
    let mut salvaged =
        jonaki_sqlite::salvage(&options(Location::File(path), key), SALVAGED).map_err(fault)?;
    write(&mut salvaged.database, search::mark_all)?;
    Ok(salvaged.rows)
}

/// Runs a unit of work in one transaction.
pub(crate) fn write<T>(
    database: &mut Database,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    database.write(work)
}

fn fault(error: OpenError) -> Error {
    Error::Open(match error {
        OpenError::WrongKey | OpenError::Foreign => OpenFault::WrongKey,
        OpenError::Newer { .. } => OpenFault::Newer,
        OpenError::Damaged => OpenFault::Damaged,
        OpenError::Io(_) | OpenError::Sql(_) => OpenFault::Io,
    })
}
