//! Numbered migrations, run by data. One that landed is never edited.

use crate::OpenError;
use rusqlite::{Connection, TransactionBehavior};

/// One step of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its SQL, from a numbered file.
    pub sql: &'static str,
}

/// A schema: who it belongs to and how it came to be.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// `PRAGMA application_id`: tells our databases from others'.
    pub application_id: i32,
    /// The steps; step *n* makes version *n + 1*.
    pub migrations: &'static [Migration],
}

impl Schema {
    /// The newest version.
    pub fn version(&self) -> u32 {
        u32::try_from(self.migrations.len()).unwrap_or(u32::MAX)
    }

    /// Brings a database up to date. Each step commits with its version or not at all.
    pub(crate) fn apply(&self, connection: &mut Connection) -> Result<(), OpenError> {
        let pragma = |connection: &Connection, name: &str| {
            connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(OpenError::of)
        };
        let application = pragma(connection, "application_id")?;
        let found = u32::try_from(pragma(connection, "user_version")?).map_err(|_| OpenError::Foreign)?;
        if application != i64::from(self.application_id) && (application != 0 || found != 0) {
            return Err(OpenError::Foreign);
        }
        if found > self.version() {
            return Err(OpenError::Newer { found, known: self.version() });
        }
        for (version, migration) in (1..).zip(self.migrations).skip(found as usize) {
            let tx = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(OpenError::of)?;
            tx.execute_batch(migration.sql).map_err(OpenError::of)?;
            tx.pragma_update(None, "application_id", self.application_id).map_err(OpenError::of)?;
            tx.pragma_update(None, "user_version", version).map_err(OpenError::of)?;
            tx.commit().map_err(OpenError::of)?;
        }
        Ok(())
    }
}
