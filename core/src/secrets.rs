//! What a device keeps outside of its database: the database's key, and a token of the place where it is.

use crate::error::OpenFault;
use crate::host::{Host, random};
use crate::{Client, Error, Location};
use std::path::Path;
use zeroize::Zeroizing;

/// What is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretName {
    /// The raw 32-byte key of the database.
    DatabaseKey,
    /// 16 bytes that no copy or backup of the database takes along.
    Place,
}

/// The keystore does not answer: the phone is locked, or the store failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecretFault;

/// The platform's keystore.
pub trait SecretStore {
    /// Reads; `None`: nothing was ever kept under this name.
    ///
    /// # Errors
    /// [`SecretFault`].
    fn read(&self, name: SecretName) -> Result<Option<Zeroizing<Vec<u8>>>, SecretFault>;

    /// Keeps, durably.
    ///
    /// # Errors
    /// [`SecretFault`].
    fn write(&self, name: SecretName, secret: &[u8]) -> Result<(), SecretFault>;
}

impl SecretName {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DatabaseKey => "key",
            Self::Place => "place",
        }
    }
}

impl Client {
    /// Opens the database of a device with the key of its keystore, or makes both.
    ///
    /// # Errors
    /// [`Error::Open`]; file and keystore are left as they are.
    pub fn open_with_store(
        path: &Path,
        store: &dyn SecretStore,
        mut host: Box<dyn Host>,
    ) -> Result<Self, Error> {
        let key = match kept::<32>(store, SecretName::DatabaseKey)? {
            Some(key) => key,
            // A database without its key must not be shadowed by a new one.
            None if path.exists() => return Err(Error::Open(OpenFault::KeyMissing)),
            None => made(store, SecretName::DatabaseKey, host.as_mut())?,
        };
        let place = match kept::<16>(store, SecretName::Place)? {
            Some(place) => place,
            None => made(store, SecretName::Place, host.as_mut())?,
        };
        Self::open(Location::File(path), &key, &*place, host)
    }

    /// As [`Client::salvage`], with the key of the keystore.
    ///
    /// # Errors
    /// [`Error::Open`].
    pub fn salvage_with_store(
        path: &Path,
        store: &dyn SecretStore,
    ) -> Result<Vec<(&'static str, usize)>, Error> {
        let key = kept::<32>(store, SecretName::DatabaseKey)?.ok_or(Error::Open(OpenFault::KeyMissing))?;
        Self::salvage(path, &key)
    }
}

fn kept<const N: usize>(
    store: &dyn SecretStore,
    name: SecretName,
) -> Result<Option<Zeroizing<[u8; N]>>, Error> {
    let failed = |_| Error::Open(OpenFault::KeyStore);
    let Some(secret) = store.read(name).map_err(failed)? else { return Ok(None) };
    let secret = <[u8; N]>::try_from(secret.as_slice()).map_err(|_| Error::Open(OpenFault::KeyStore))?;
    Ok(Some(Zeroizing::new(secret)))
}

fn made<const N: usize>(
    store: &dyn SecretStore,
    name: SecretName,
    host: &mut dyn Host,
) -> Result<Zeroizing<[u8; N]>, Error> {
    let secret = Zeroizing::new(random::<N>(host));
    store.write(name, &*secret).map_err(|SecretFault| Error::Open(OpenFault::KeyStore))?;
    Ok(secret)
}
