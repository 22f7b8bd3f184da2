//! Versions of forms that this device may draw.

use super::Column;
use crate::Error;
use jonaki_protocol::{Digest, FormScope, FormVersion, OrganisationId};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// A version without its definition.
pub(crate) struct Row {
    pub(crate) hash: Digest,
    pub(crate) scope: FormScope,
    pub(crate) form: String,
    pub(crate) number: u32,
}

/// Keeps a version; one definition may be published twice.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    (scope, version): (FormScope, &FormVersion),
    definition: &[u8],
    item: Digest,
) -> Result<(), Error> {
    let sql = "INSERT INTO form (hash, organisation, form, number, item) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (hash) DO NOTHING";
    let organisation = scope.map(|organisation| organisation.as_bytes().to_vec());
    let hash = Column(version.hash);
    tx.prepare_cached(sql)?.execute(params![
        hash,
        organisation,
        version.form,
        version.number,
        Column(item)
    ])?;
    keep(tx, version.hash, definition)
}

/// Keeps a definition, also of a form that nobody published: the ones that ship with the app.
pub(crate) fn keep(tx: &Transaction<'_>, hash: Digest, definition: &[u8]) -> Result<(), Error> {
    let sql = "INSERT INTO form_definition (hash, definition) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING";
    tx.prepare_cached(sql)?.execute(params![Column(hash), definition])?;
    Ok(())
}

/// Takes back what an own item published; a definition in which somebody wrote already stays.
pub(crate) fn retract(tx: &Transaction<'_>, item: Digest) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM form WHERE item = ?1")?.execute([Column(item)])?;
    Ok(())
}

/// All versions, by form, oldest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Row>, Error> {
    let sql = "SELECT hash, organisation, form, number FROM form ORDER BY organisation, form, number";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let organisation: Option<Vec<u8>> = row.get(1)?;
        Ok(Row {
            hash: row.get::<_, Column<Digest>>(0)?.0,
            scope: organisation.as_deref().and_then(OrganisationId::from_slice),
            form: row.get(2)?,
            number: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A definition's encoding.
pub(crate) fn definition(connection: &Connection, hash: Digest) -> Result<Option<Vec<u8>>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT definition FROM form_definition WHERE hash = ?1")?;
    Ok(statement.query_row([Column(hash)], |row| row.get(0)).optional()?)
}
