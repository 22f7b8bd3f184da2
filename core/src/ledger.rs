//! The device's database: typed functions over the tables, no rules. Readers take a connection, writers a transaction.

pub(crate) mod case_row;
pub(crate) mod contradiction;
pub(crate) mod deed;
pub(crate) mod directory;
pub(crate) mod document;
pub(crate) mod draft;
pub(crate) mod filling;
pub(crate) mod form;
pub(crate) mod intent;
pub(crate) mod keys;
pub(crate) mod letter;
pub(crate) mod listing;
pub(crate) mod organisation_key;
pub(crate) mod outbox;
pub(crate) mod pair;
pub(crate) mod parcel;
pub(crate) mod referral;
pub(crate) mod search;
pub(crate) mod setting;
pub(crate) mod statement;
pub(crate) mod task;
pub(crate) mod view_due;
pub(crate) mod waiting;

use crate::Error;
use jonaki_protocol::{
    Compartment, CompartmentSet, DeviceId, Digest, LogId, OrganisationId, Principal, RecordId,
};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

impl From<rusqlite::Error> for Error {
    /// SQLite's messages can quote values: nothing of them is kept.
    fn from(_: rusqlite::Error) -> Self {
        Self::Storage
    }
}

/// A part of a list.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    /// Rows, at most.
    pub(crate) limit: usize,
    /// Rows before them.
    pub(crate) skip: usize,
}

impl Page {
    /// The end of a statement.
    pub(crate) fn sql(self) -> String {
        format!("LIMIT {} OFFSET {}", self.limit, self.skip)
    }
}

/// An id or hash as a column.
pub(crate) struct Column<T>(pub(crate) T);

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

column!(RecordId, DeviceId, Digest, LogId, OrganisationId);

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
