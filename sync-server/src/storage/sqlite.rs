//! The default engine: SQLite, one writer.

mod delivery;
mod directory;
mod log;
mod record;

use super::{ProgrammeRow, Storage, StorageError, Stored, Tx};
use jonaki_protocol::{
    Code, Compartment, CompartmentSet, DeviceId, Digest, EntryId, LogId, OrganisationId, Principal,
    ProgrammeId, RecordId, SignPublic, Timestamp,
};
use jonaki_sqlite::{Database, Migration, OpenError, OpenOptions, Place, Schema};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params};
use std::path::Path;

/// Never edit a migration that landed: add one.
const SCHEMA: Schema = Schema {
    application_id: 0x4a4f_4e53,
    migrations: &[
        Migration { sql: include_str!("sqlite/001_first.sql") },
        Migration { sql: include_str!("sqlite/002_referrals.sql") },
    ],
};

/// Page cache of each of the two connections, KiB: bounds the server's memory whatever the log's size.
const CACHE_KIB: u32 = 8 * 1024;

/// A server's SQLite database.
#[derive(Debug)]
pub struct SqliteStorage {
    database: Database,
}

impl SqliteStorage {
    /// Opens or makes the database file.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Ok(Self { database: Database::open(&options(Place::File(path.to_owned())))? })
    }

    /// A database in memory, for tests.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn in_memory() -> Result<Self, OpenError> {
        Ok(Self { database: Database::open(&options(Place::Memory))? })
    }

    /// Puts a backup in the place of the database file, which nobody may have open.
    ///
    /// # Errors
    /// [`OpenError`] where the backup does not open.
    pub fn restore(backup: &Path, target: &Path) -> Result<Self, OpenError> {
        let options = options(Place::File(target.to_owned()));
        Ok(Self { database: jonaki_sqlite::restore_from(backup, &options)? })
    }
}

fn options(place: Place) -> OpenOptions {
    OpenOptions { place, key: None, cache_kib: CACHE_KIB, schema: SCHEMA }
}

/// One transaction, bound to one programme.
struct Session<'a> {
    connection: &'a Connection,
    programme: ProgrammeId,
}

impl Storage for SqliteStorage {
    fn write(
        &mut self,
        programme: ProgrammeId,
        work: &mut dyn FnMut(&mut dyn Tx) -> Stored<()>,
    ) -> Stored<()> {
        self.database.write(|tx| work(&mut Session { connection: tx, programme }))
    }

    fn read(&self, programme: ProgrammeId, work: &mut dyn FnMut(&mut dyn Tx) -> Stored<()>) -> Stored<()> {
        // One transaction, so that all reads of an answer see the same state.
        let tx = self.database.reader().unchecked_transaction()?;
        work(&mut Session { connection: &tx, programme })
    }

    fn programmes(&self) -> Stored<Vec<ProgrammeRow>> {
        let mut statement = self
            .database
            .reader()
            .prepare_cached("SELECT id, root, backup_time FROM programme ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(ProgrammeRow {
                id: row.get::<_, Column<ProgrammeId>>(0)?.0,
                root: SignPublic::from_bytes(row.get(1)?),
                backup_time: row.get::<_, Option<i64>>(2)?.map(Timestamp),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn add_founding_code(&mut self, code_hash: &Digest) -> Stored<()> {
        self.database.write(|tx| {
            tx.execute("INSERT OR IGNORE INTO founding (code_hash) VALUES (?1)", [Column(*code_hash)])?;
            Ok(())
        })
    }

    fn new_life(&mut self, backup_time: Timestamp, make_log: &mut dyn FnMut() -> LogId) -> Stored<()> {
        let programmes = self.programmes()?;
        self.database.write(|tx| {
            for programme in programmes {
                let id = Column(programme.id);
                tx.execute(
                    "INSERT OR REPLACE INTO lineage (programme, log, principal, at)
                     SELECT delivery.programme, programme.log, principal, max(at)
                     FROM delivery JOIN programme ON programme.id = delivery.programme
                     WHERE delivery.programme = ?1 GROUP BY principal",
                    [&id],
                )?;
                tx.execute(
                    "UPDATE programme SET log = ?2, backup_time = ?3 WHERE id = ?1",
                    params![id, Column(make_log()), backup_time.0],
                )?;
            }
            Ok(())
        })
    }

    fn backup(&self, target: &Path) -> Stored<()> {
        jonaki_sqlite::backup_to(&self.database, None, target).map_err(|_| StorageError::Engine)
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..) => {
                Self::Damaged
            }
            _ => Self::Engine,
        }
    }
}

/// An id, hash or set as a column.
struct Column<T>(T);

macro_rules! column {
    ($($id:ident),*) => {
        $(impl FromSql for Column<$id> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                $id::from_slice(value.as_blob()?).map(Self).ok_or(FromSqlError::InvalidType)
            }
        }

        impl ToSql for Column<$id> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
            }
        })*
    };
}

column!(ProgrammeId, RecordId, DeviceId, OrganisationId, EntryId, Digest, LogId);

impl FromSql for Column<Principal> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Principal::from_slice(value.as_blob()?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for Column<Principal> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.to_bytes()))
    }
}

impl FromSql for Column<Compartment> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Compartment::from_code(u8::column_result(value)?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for Column<Compartment> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.code()))
    }
}

impl FromSql for Column<CompartmentSet> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        CompartmentSet::from_bits(u8::column_result(value)?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for Column<CompartmentSet> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.bits()))
    }
}

/// A digest's 64 bits in SQLite's signed integer.
fn signed(bits: u64) -> i64 {
    i64::from_ne_bytes(bits.to_ne_bytes())
}

/// Back from [`signed`].
fn unsigned(bits: i64) -> u64 {
    u64::from_ne_bytes(bits.to_ne_bytes())
}

fn verdict_number(verdict: Option<Code>) -> u16 {
    verdict.map_or(0, Code::number)
}
