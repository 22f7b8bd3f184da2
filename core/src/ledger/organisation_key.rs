//! The private keys of organisations, and the invites that they are to be wrapped for.

use super::Column;
use crate::Error;
use jonaki_protocol::{Digest, InviteId, KemPrivate, KemPublic, OrganisationId, RecordId, Role, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use zeroize::Zeroizing;

/// Keeps an organisation's private key.
pub(crate) fn keep(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    epoch: u32,
    private: &KemPrivate,
) -> Result<(), Error> {
    let sql = "INSERT INTO organisation_key (organisation, epoch, private) VALUES (?1, ?2, ?3)
        ON CONFLICT DO NOTHING";
    tx.prepare_cached(sql)?.execute(params![
        organisation.as_bytes(),
        epoch,
        private.dangerously_bytes().as_slice()
    ])?;
    Ok(())
}

/// Forgets an organisation's key pair that the server did not take, and says which key sets were granted to it: record and
/// key set.
pub(crate) fn forget(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    epoch: u32,
) -> Result<Vec<(RecordId, Digest)>, Error> {
    let sql = "DELETE FROM organisation_key WHERE organisation = ?1 AND epoch = ?2";
    tx.prepare_cached(sql)?.execute(params![organisation.as_bytes(), epoch])?;
    let sql = "SELECT DISTINCT record, item FROM key_set WHERE key IS NOT NULL AND organisation_epoch = ?1";
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map([epoch], |row| {
        Ok((row.get::<_, Column<RecordId>>(0)?.0, row.get::<_, Column<Digest>>(1)?.0))
    })?;
    let granted = rows.collect::<Result<Vec<_>, _>>()?;
    let sql = "UPDATE key_set SET organisation_epoch = NULL WHERE organisation_epoch = ?1";
    tx.prepare_cached(sql)?.execute([epoch])?;
    Ok(granted)
}

/// An organisation's private key of one epoch.
pub(crate) fn get(
    connection: &Connection,
    organisation: OrganisationId,
    epoch: u32,
) -> Result<Option<KemPrivate>, Error> {
    let sql = "SELECT private FROM organisation_key WHERE organisation = ?1 AND epoch = ?2";
    let private: Option<Zeroizing<Vec<u8>>> = connection
        .prepare_cached(sql)?
        .query_row(params![organisation.as_bytes(), epoch], |row| Ok(Zeroizing::new(row.get(0)?)))
        .optional()?;
    Ok(private.map(|bytes| KemPrivate::from_bytes(&bytes)).transpose()?)
}

/// All epochs of an organisation whose private key is here, oldest first.
pub(crate) fn epochs(connection: &Connection, organisation: OrganisationId) -> Result<Vec<u32>, Error> {
    let sql = "SELECT epoch FROM organisation_key WHERE organisation = ?1 ORDER BY epoch";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([organisation.as_bytes()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// An invite that this device issued.
pub(crate) struct Issued {
    pub(crate) id: InviteId,
    pub(crate) kem: KemPublic,
    pub(crate) role: Role,
    pub(crate) not_after: Timestamp,
}

/// Remembers an invite.
pub(crate) fn issue(tx: &Transaction<'_>, invite: &Issued) -> Result<(), Error> {
    let sql = "INSERT INTO issued_invite (id, kem, role, not_after) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![
        invite.id.as_bytes(),
        invite.kem.as_bytes(),
        invite.role as u8,
        invite.not_after.0
    ])?;
    Ok(())
}

/// Invites that can still be used.
pub(crate) fn issued(connection: &Connection, now: Timestamp) -> Result<Vec<Issued>, Error> {
    let sql = "SELECT id, kem, role, not_after FROM issued_invite WHERE not_after >= ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([now.0], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, [u8; 32]>(1)?, row.get::<_, u8>(2)?, row.get(3)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (id, kem, role, not_after) = row?;
        let id = InviteId::from_slice(&id).ok_or(Error::Storage)?;
        let role = Role::ALL.into_iter().find(|known| *known as u8 == role).ok_or(Error::Storage)?;
        let kem = KemPublic::from_bytes(kem);
        found.push(Issued { id, kem, role, not_after: Timestamp(not_after) });
    }
    Ok(found)
}
