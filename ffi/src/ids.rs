//! Ids: hexadecimal text on the other side, checked where they come back. They are pseudonyms, never names.

use jonaki_core::protocol::{self, RecordId};
use jonaki_core::{Error, FillingId};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident of $core:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        pub struct $name(pub String);

        uniffi::custom_newtype!($name, String);

        impl From<$core> for $name {
            fn from(id: $core) -> Self {
                Self(id.to_string())
            }
        }

    )*};
}

/// Ids that come back.
macro_rules! named {
    ($($name:ident of $core:ty;)*) => {$(
        impl $name {
            /// The core's id; what is none was never here.
            pub(crate) fn known(&self) -> Result<$core, Error> {
                <$core>::from_hex(&self.0).ok_or(Error::NotFound)
            }
        }
    )*};
}

named! {
    OrganisationId of protocol::OrganisationId;
    DeviceId of protocol::DeviceId;
    CaseId of RecordId;
    ReferralId of RecordId;
    ServiceId of RecordId;
    EntryId of protocol::EntryId;
    FormId of protocol::Digest;
}

ids! {
    /// A programme: also the fingerprint of its root key.
    ProgrammeId of protocol::ProgrammeId;
    /// An organisation.
    OrganisationId of protocol::OrganisationId;
    /// A device: people are known as devices.
    DeviceId of protocol::DeviceId;
    /// A case, and the report that opened it.
    CaseId of RecordId;
    /// A referral.
    ReferralId of RecordId;
    /// A service of the directory.
    ServiceId of RecordId;
    /// A task, aim, question, consent or other entry of a case.
    EntryId of protocol::EntryId;
    /// A version of a form.
    FormId of protocol::Digest;
}

/// A form that is being answered, by its number on this device.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DraftId(pub FillingId);

uniffi::custom_newtype!(DraftId, FillingId);

/// An optional id that came back.
pub(crate) fn known<T, K>(id: Option<&T>, read: impl Fn(&T) -> Result<K, Error>) -> Result<Option<K>, Error> {
    id.map(read).transpose()
}
