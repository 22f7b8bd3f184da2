//! What a device can say of the server's log.

use jonaki_protocol::{DeviceId, Digest, LogId, ProgrammeId, Timestamp};
use serde::Serialize;

/// What [`crate::Client::verify_log`] found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LogView {
    /// The programme.
    pub programme: ProgrammeId,
    /// The server's identity key (Ed25519), in hexadecimal.
    pub server: String,
    /// The log that this device follows, once the server answered.
    pub log: Option<LogId>,
    /// Its size at the newest checkpoint.
    pub size: u64,
    /// Its head there.
    pub head: Option<Digest>,
    /// Checkpoints kept, each verified again.
    pub checkpoints: usize,
    /// Receipts for our batches, each verified again.
    pub receipts: usize,
    /// Entries whose place in the hash chain could be computed from what is here.
    pub entries: usize,
    /// Batches held here, ours and others', each with its signature and Merkle root verified again.
    pub batches: usize,
    /// Of those, how many continue the chain of their device as signed.
    pub links: usize,
    /// Devices whose chain has a fork: their database was copied or restored.
    pub forks: usize,
    /// What does not verify, one sentence each. Empty is good.
    pub faults: Vec<String>,
    /// Pairs that the server signed and that cannot both be true: proof that it shows two logs.
    pub proofs: Vec<ContradictionView>,
    /// Batches of other devices that name another head than the server signed for us. Compare with those devices: they or
    /// the server lie.
    pub doubts: Vec<ContradictionView>,
    /// The programme's record with the root's signature, base64url: it names the server's key.
    pub record: Option<String>,
}

impl LogView {
    /// Whether everything verifies and the server was not caught.
    pub fn is_good(&self) -> bool {
        self.faults.is_empty() && self.proofs.is_empty()
    }
}

/// Two statements about one place of one log that differ.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ContradictionView {
    /// `checkpoint` or `receipt`.
    pub kind: &'static str,
    /// Which life of the log.
    pub log: LogId,
    /// The size of the log, or the number of the entry.
    pub number: u64,
    /// The head, or the batch, as the server signed it for us.
    pub first: Digest,
    /// The other one.
    pub second: Digest,
    /// The server's message for the first (COSE_Sign1), base64url.
    pub first_message: String,
    /// The server's message for the second, or the signed header of the batch that names it; base64url.
    pub second_message: String,
    /// Whose batch names it; `None` where the server signed both.
    pub device: Option<DeviceId>,
    /// When this device noticed, by its clock.
    pub found_at: Timestamp,
    /// Whether a person decided to go on with the server.
    pub settled: bool,
}

/// What [`crate::Client::compare_statements`] found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Comparison {
    /// Statements read that the programme's server signed.
    pub read: usize,
    /// Lines that are nothing of the kind.
    pub rejected: usize,
    /// Places that both devices know and that agree.
    pub agree: usize,
    /// Statements that are new here; they are kept and compared with what the server says later.
    pub new: usize,
    /// Places where the server signed two different things: proofs.
    pub proofs: usize,
}
