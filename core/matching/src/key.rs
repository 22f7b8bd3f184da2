//! The key of a programme's fingerprints, and what is computed with it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize as _, Zeroizing};

/// 32 secret bytes that the devices of a programme compute fingerprints with, and that the server never has.
///
/// Wiped on drop; prints nothing in `Debug`; not `Clone`.
pub struct MatchKey(Zeroizing<[u8; 32]>);

impl MatchKey {
    /// Takes the bytes, which must be random, or derived from random ones for this purpose alone.
    pub fn from_bytes(mut bytes: [u8; 32]) -> Self {
        let key = Self(Zeroizing::new(bytes));
        bytes.zeroize();
        key
    }

    /// What stands for the key where it must not be shown: no other key has the same.
    pub fn commitment(&self) -> [u8; 32] {
        self.field("commitment").bytes([0, 0], &[])
    }

    /// Eight bytes that stand for what was sent about a thing: who has the key sees whether it is still the same, nobody else
    /// sees anything. Never zero.
    pub fn mark(&self, about: &[u8], sent: &[u8]) -> u64 {
        let mut message = Zeroizing::new(about.to_vec());
        message.extend(sent);
        let bytes = self.field("sent").bytes([0, 0], &message);
        let (first, _) = bytes.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        u64::from_be_bytes(*first).max(1)
    }

    /// The key for one purpose: what is computed for different ones cannot be compared.
    pub(crate) fn field(&self, label: &str) -> FieldKey {
        let mut mac = keyed(&self.0);
        mac.update(b"jonaki/v1/match/");
        mac.update(label.as_bytes());
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(&mac.finalize().into_bytes());
        FieldKey(keyed(&bytes))
    }
}

impl fmt::Debug for MatchKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MatchKey")
    }
}

/// HMAC-SHA-256 with a key of 32 bytes. RFC 2104 fills a short key with zeros to the length of a block.
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    Hmac::new((&*block).into())
}

/// A key of one field, ready for many short messages.
pub(crate) struct FieldKey(Hmac<Sha256>);

impl FieldKey {
    /// 32 bytes that nobody without the key tells from random ones.
    pub(crate) fn bytes(&self, head: [u8; 2], message: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(&head);
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// Four bytes that stand for a text.
    pub(crate) fn tag(&self, text: &str) -> [u8; 4] {
        let bytes = self.bytes([0, 0], text.as_bytes());
        [bytes[0], bytes[1], bytes[2], bytes[3]]
    }
}
