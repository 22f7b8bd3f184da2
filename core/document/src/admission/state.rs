//! What a server keeps of a document between requests: plain columns, no document in memory.

use crate::document::{Document, DocumentError, Ledger};
use automerge::Automerge;
use jonaki_protocol::{ActorId, Compartment, Digest};
use serde::{Deserialize, Serialize};

/// A document at rest. The raw changes are the source of truth; this is a cache of them. `Debug` shows nothing of what it
/// says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentState {
    /// Which layout.
    pub compartment: Compartment,
    /// [`Document::save`]; `None` when it holds nothing but the genesis.
    #[serde(with = "optional_bytes")]
    pub snapshot: Option<Vec<u8>>,
    /// Changes that no other change has seen, sorted.
    pub heads: Vec<Digest>,
    /// The last sequence number of each actor, sorted by actor: 20 bytes of id and the number.
    #[serde(with = "actor_rows")]
    pub actors: Vec<(ActorId, u64)>,
    /// The highest operation counter.
    pub max_op: u64,
    /// Changes but the genesis.
    pub changes: u64,
}

impl std::fmt::Debug for DocumentState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DocumentState")
            .field("compartment", &self.compartment)
            .field("snapshot_bytes", &self.snapshot.as_ref().map(Vec::len))
            .field("heads", &self.heads)
            .field("max_op", &self.max_op)
            .field("changes", &self.changes)
            .finish_non_exhaustive()
    }
}

impl DocumentState {
    /// A document that nobody has written to.
    ///
    /// # Errors
    /// As [`Document::new`].
    pub fn new(compartment: Compartment) -> Result<Self, DocumentError> {
        Ok(Self { snapshot: None, ..Self::of(&Document::new(compartment)?, Vec::new()) })
    }

    /// The state of a document, from bytes that may come from anywhere.
    ///
    /// # Errors
    /// As [`Document::load`].
    pub fn from_snapshot(compartment: Compartment, snapshot: Vec<u8>) -> Result<Self, DocumentError> {
        Ok(Self::of(&Document::load(compartment, &snapshot)?, snapshot))
    }

    pub(crate) fn of(document: &Document, snapshot: Vec<u8>) -> Self {
        Self {
            compartment: document.compartment,
            snapshot: Some(snapshot),
            heads: document.heads(),
            actors: document.ledger.actors.iter().map(|(actor, seq)| (*actor, *seq)).collect(),
            max_op: document.ledger.max_op,
            changes: document.ledger.changes,
        }
    }

    /// Loads the document.
    ///
    /// # Errors
    /// [`DocumentError::Unloadable`] when the stored snapshot is damaged: rebuild it from the raw changes.
    pub fn document(&self) -> Result<Document, DocumentError> {
        let Some(snapshot) = &self.snapshot else { return Document::new(self.compartment) };
        // These bytes are this server's own and passed the shadow stage.
        let inner = crate::quiet::contain(|| Automerge::load(snapshot).ok()).ok().flatten();
        let inner = inner.ok_or(DocumentError::Unloadable)?;
        let ledger = Ledger {
            actors: self.actors.iter().copied().collect(),
            max_op: self.max_op,
            changes: self.changes,
        };
        Ok(Document { compartment: self.compartment, inner, ledger })
    }
}

mod optional_bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        struct Bytes<'a>(&'a [u8]);
        impl Serialize for Bytes<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(self.0)
            }
        }
        bytes.as_deref().map(Bytes).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        struct Bytes(Vec<u8>);
        impl<'de> Deserialize<'de> for Bytes {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl<'de> serde::de::Visitor<'de> for Visitor {
                    type Value = Bytes;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("bytes")
                    }

                    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                        Ok(Bytes(bytes.to_vec()))
                    }

                    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                        Ok(Bytes(bytes))
                    }

                    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Bytes, A::Error> {
                        let mut bytes = Vec::new();
                        while let Some(byte) = seq.next_element()? {
                            bytes.push(byte);
                        }
                        Ok(Bytes(bytes))
                    }
                }
                deserializer.deserialize_byte_buf(Visitor)
            }
        }
        Ok(Option::<Bytes>::deserialize(deserializer)?.map(|bytes| bytes.0))
    }
}

mod actor_rows {
    use jonaki_protocol::{ActorId, DeviceId};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        actors: &[(ActorId, u64)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let rows: Vec<_> =
            actors.iter().map(|(actor, seq)| (actor.device, actor.incarnation, *seq)).collect();
        rows.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(ActorId, u64)>, D::Error> {
        let rows = Vec::<(DeviceId, [u8; 4], u64)>::deserialize(deserializer)?;
        let actor = |(device, incarnation, seq)| (ActorId { device, incarnation }, seq);
        Ok(rows.into_iter().map(actor).collect())
    }
}
