//! Single values.

use crate::Error;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// The profile of an enrolled device ([`crate::profile`]).
pub(crate) const PROFILE: &str = "profile";
/// The cursor of the last response (CBOR).
pub(crate) const CURSOR: &str = "cursor";
/// The newest verified checkpoint (CBOR of `Seen`).
pub(crate) const CHECKPOINT: &str = "checkpoint";
/// The newest checkpoint as the server signed it.
pub(crate) const CHECKPOINT_PROOF: &str = "checkpoint_proof";
/// Seconds by which the server's clock is ahead of ours (CBOR).
pub(crate) const CLOCK_OFFSET: &str = "clock_offset";
/// How large a frame the link last carried (CBOR).
pub(crate) const FRAME_BYTES: &str = "frame_bytes";
/// When the server last answered (CBOR).
pub(crate) const LAST_CONTACT: &str = "last_contact";
/// When the server last answered that nothing is left, by our clock as the server would read it (CBOR).
pub(crate) const HEARD_ALL: &str = "heard_all";
/// How far the comparison with a new log has come (CBOR).
pub(crate) const RECONCILE: &str = "reconcile";
/// Where our chain of batches stands (CBOR of `ChainPosition`).
pub(crate) const CHAIN: &str = "chain";
/// Present where this database lives more than once, or lived on elsewhere: the server sends our own batches too.
pub(crate) const ECHO: &str = "echo";
/// Key sets to grant to our organisation again once it has a key pair that all know: another administrator's came first.
pub(crate) const OVERTAKEN: &str = "overtaken";
/// Present where the server did not share what we know of its last answer: the next request goes whole.
pub(crate) const WHOLE: &str = "whole";
/// The one-time code of a programme that was not founded on the server yet.
pub(crate) const FOUNDING: &str = "founding";
/// Which place this database was last opened in; another place is another incarnation.
pub(crate) const PLACE: &str = "place";

/// The tag of the language that the person at this device reads.
pub(crate) const LANGUAGE: &str = "language";

/// Reads raw bytes.
pub(crate) fn bytes(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let mut statement = connection.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

/// Writes raw bytes.
pub(crate) fn set_bytes(tx: &Transaction<'_>, name: &str, value: &[u8]) -> Result<(), Error> {
    let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.prepare_cached(sql)?.execute(params![name, value])?;
    Ok(())
}

/// Removes a value.
pub(crate) fn remove(tx: &Transaction<'_>, name: &str) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM setting WHERE name = ?1")?.execute([name])?;
    Ok(())
}

/// Reads a value in CBOR; one that does not decode counts as absent.
pub(crate) fn get<T>(connection: &Connection, name: &str) -> Result<Option<T>, Error>
where
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    Ok(bytes(connection, name)?.and_then(|bytes| jonaki_protocol::decode(&bytes).ok()))
}

/// Writes a value in CBOR.
pub(crate) fn set<T: serde::Serialize>(tx: &Transaction<'_>, name: &str, value: &T) -> Result<(), Error> {
    set_bytes(tx, name, &jonaki_protocol::encode(value))
}
