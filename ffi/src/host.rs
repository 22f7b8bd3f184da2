//! What the platform lends: its keystore, its view of the network, a place for logs. A fault over there is an error here,
//! never a panic.

use jonaki_core::{SecretFault, SecretName as CoreName, SecretStore as CoreStore};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The platform did not do it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error, uniffi::Error)]
pub enum HostError {
    /// For whatever reason: the phone is locked, or the code over there failed.
    #[error("the platform did not do it")]
    Failed,
}

/// Whatever is thrown over there: its text may hold anything, and is dropped.
impl From<uniffi::UnexpectedUniFFICallbackError> for HostError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Which secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum SecretName {
    /// The key of the database, 32 bytes.
    DatabaseKey,
    /// A token of the place where the database is, 16 bytes; must not travel with a backup.
    Place,
}

/// The platform's keystore: Android Keystore, Keychain.
#[uniffi::export(with_foreign)]
pub trait SecretStore: Send + Sync {
    /// Reads; nothing where nothing was ever kept under this name.
    ///
    /// # Errors
    /// [`HostError`], never nothing, where the store does not answer now.
    fn read(&self, name: SecretName) -> Result<Option<Vec<u8>>, HostError>;

    /// Keeps, durably, on this device only.
    ///
    /// # Errors
    /// [`HostError`].
    fn write(&self, name: SecretName, secret: Vec<u8>) -> Result<(), HostError>;
}

/// What the platform knows of the network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum NetworkLink {
    /// None: the radio is not even woken.
    Offline,
    /// One that is paid by the megabyte.
    Metered,
    /// One that is not.
    Unmetered,
}

/// The platform's view of the network: a hint only, the server's answer is what counts.
#[uniffi::export(with_foreign)]
pub trait Connectivity: Send + Sync {
    /// What there is now.
    ///
    /// # Errors
    /// [`HostError`]: then a sync tries.
    fn link(&self) -> Result<NetworkLink, HostError>;
}

/// How much it matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum LogLevel {
    /// For whoever develops.
    Debug,
    /// What happened.
    Info,
    /// What went wrong.
    Warning,
}

/// A line of the log: stable names and codes, nothing of a case and nobody's id.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// What happened.
    pub event: String,
    /// A code, or a count.
    pub code: String,
}

/// Where lines go.
#[uniffi::export(with_foreign)]
pub trait LogSink: Send + Sync {
    /// Takes a line.
    ///
    /// # Errors
    /// [`HostError`]: the line is lost.
    fn log(&self, line: LogLine) -> Result<(), HostError>;
}

/// Calls the platform; what panics over there failed.
pub(crate) fn call<T>(action: impl FnOnce() -> Result<T, HostError>) -> Result<T, HostError> {
    catch_unwind(AssertUnwindSafe(action)).unwrap_or(Err(HostError::Failed))
}

/// The platform's keystore as the core wants it.
pub(crate) struct Keystore(pub(crate) Arc<dyn SecretStore>);

impl From<CoreName> for SecretName {
    fn from(name: CoreName) -> Self {
        match name {
            CoreName::DatabaseKey => Self::DatabaseKey,
            CoreName::Place => Self::Place,
        }
    }
}

impl CoreStore for Keystore {
    fn read(&self, name: CoreName) -> Result<Option<Zeroizing<Vec<u8>>>, SecretFault> {
        let kept = call(|| self.0.read(name.into())).map_err(|HostError::Failed| SecretFault)?;
        Ok(kept.map(Zeroizing::new))
    }

    fn write(&self, name: CoreName, secret: &[u8]) -> Result<(), SecretFault> {
        call(|| self.0.write(name.into(), secret.to_vec())).map_err(|HostError::Failed| SecretFault)
    }
}
