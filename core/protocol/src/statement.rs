//! What a server signs with its identity key: receipts and checkpoints.

use crate::batch::Seen;
use crate::cbor::{decode, encode};
use crate::cose::{self, Purpose, Signed};
use crate::{Code, Digest, LogId, ProgrammeId, SignPrivate, SignPublic, Timestamp};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// A server's word that a batch is stored durably.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Receipt {
    /// Which life of the log.
    pub log: LogId,
    /// Number of the log entry, from 1.
    pub entry: u64,
    /// [`crate::SignedBatch::hash`].
    pub batch: Digest,
    /// The server's clock: the reference for every "how long did it take".
    pub time: Timestamp,
    /// What was not admitted: index of the item and why. [`Code::Pending`] means kept, waiting for others.
    pub refused: Vec<(u16, Code)>,
}

/// The signed head of a log's hash chain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Checkpoint {
    /// Log, size and head.
    pub head: Seen,
    /// The server's clock.
    pub time: Timestamp,
}

macro_rules! signed_by_server {
    ($name:ident, $purpose:expr) => {
        impl $name {
            /// Signs with the server's identity key (COSE_Sign1, no key id: the invite says which key).
            pub fn sign(&self, programme: &ProgrammeId, key: &SignPrivate) -> Vec<u8> {
                cose::sign($purpose, programme, key, &[], encode(self))
            }

            /// Verifies against the server identity key from the invite or the directory.
            ///
            /// # Errors
            /// [`Code::Malformed`], [`Code::BadSignature`].
            pub fn verify(message: &[u8], programme: &ProgrammeId, key: &SignPublic) -> Result<Self, Code> {
                decode(Signed::parse(message)?.verify_as(&[], $purpose, programme, key)?)
            }
        }
    };
}

signed_by_server!(Receipt, Purpose::Receipt);
signed_by_server!(Checkpoint, Purpose::Checkpoint);

/// The next head of the log's hash chain when a batch's items are admitted.
///
/// `admitted` are the indices of the items that this entry admits, in order.
pub fn next_head(head: &Digest, batch: &Digest, admitted: &[u16]) -> Digest {
    Digest::of("jonaki/v1/log", &[head.as_bytes(), batch.as_bytes(), &encode(&admitted)])
}
