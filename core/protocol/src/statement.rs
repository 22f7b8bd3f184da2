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

/// What a server signed about one place of one log. Two that speak of the same place and differ prove, to whoever knows
/// the server's identity key, that it shows two logs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Statement {
    /// The head at this size.
    Checkpoint(Checkpoint),
    /// The batch in this entry.
    Receipt(Receipt),
}

impl Statement {
    /// Verifies a checkpoint or a receipt.
    ///
    /// # Errors
    /// [`Code::Malformed`], [`Code::BadSignature`].
    pub fn verify(message: &[u8], programme: &ProgrammeId, key: &SignPublic) -> Result<Self, Code> {
        match Checkpoint::verify(message, programme, key) {
            Ok(checkpoint) => Ok(Self::Checkpoint(checkpoint)),
            Err(_) => Receipt::verify(message, programme, key).map(Self::Receipt),
        }
    }

    /// Which life of the log.
    pub fn log(&self) -> LogId {
        match self {
            Self::Checkpoint(checkpoint) => checkpoint.head.log,
            Self::Receipt(receipt) => receipt.log,
        }
    }

    /// The size of the log, or the number of the entry.
    pub fn number(&self) -> u64 {
        match self {
            Self::Checkpoint(checkpoint) => checkpoint.head.size,
            Self::Receipt(receipt) => receipt.entry,
        }
    }

    /// The head at that size, or the hash of the batch in that entry.
    pub fn digest(&self) -> Digest {
        match self {
            Self::Checkpoint(checkpoint) => checkpoint.head.head,
            Self::Receipt(receipt) => receipt.batch,
        }
    }

    /// Whether both speak of the same place and cannot both be true of one log.
    pub fn contradicts(&self, other: &Self) -> bool {
        let comparable = matches!(
            (self, other),
            (Self::Checkpoint(_), Self::Checkpoint(_)) | (Self::Receipt(_), Self::Receipt(_))
        );
        comparable
            && self.log() == other.log()
            && self.number() == other.number()
            && self.digest() != other.digest()
    }
}
