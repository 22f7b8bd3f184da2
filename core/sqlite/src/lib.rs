//! Opening, pragmas, migrations, backup and salvage of Jonaki's SQLite databases: what core and server share.
//!
//! One writer connection per process, WAL, `STRICT` tables, numbered migrations that run in one transaction each. A newer
//! schema is refused, a damaged file is kept; nothing here ever deletes a database.

mod backup;
mod database;
mod error;
mod migrate;
mod salvage;

pub use backup::{backup_to, restore_from};
pub use database::{Database, Key, OpenOptions, Place};
pub use error::{OpenError, SqlError};
pub use migrate::{Migration, Schema};
pub use salvage::{Salvaged, salvage};
