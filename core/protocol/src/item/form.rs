//! Forms: what is asked, published as data so that a new question needs no new app.

use crate::{Code, Digest, OrganisationId, frame, limits};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};
use sha2::{Digest as _, Sha256};

/// One version of a form. Whoever reads it opens it ([`FormVersion::open`]) before anything is made of it.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct FormVersion {
    /// The form's id: ASCII letters, digits, `_`, `-` and `.`, at most [`limits::CODE_BYTES`].
    pub form: String,
    /// Counts the versions of this form, from 1; a higher one is newer.
    pub number: u32,
    /// SHA-256 of the definition: the version's name in drafts and answers.
    pub hash: Digest,
    /// The definition's encoding in a zstd frame.
    #[serde(with = "serde_bytes")]
    packed: Vec<u8>,
}

impl std::fmt::Debug for FormVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FormVersion({} {}, {} bytes)", self.form, self.number, self.packed.len())
    }
}

impl FormVersion {
    /// Of a definition's encoding.
    ///
    /// # Errors
    /// [`Code::TooLarge`] above [`limits::FORM_BYTES`] or [`limits::FORM_PACKED_BYTES`]; [`Code::FormRefused`].
    pub fn new(form: &str, number: u32, definition: &[u8]) -> Result<Self, Code> {
        if definition.len() > limits::FORM_BYTES {
            return Err(Code::TooLarge);
        }
        let packed = frame::pack(definition);
        Self { form: form.to_owned(), number, hash: hash(definition), packed }.checked()
    }

    /// The definition's encoding, which has the hash that was signed.
    ///
    /// # Errors
    /// [`Code::FormRefused`], [`Code::TooLarge`], [`Code::UnknownDictionary`].
    pub fn open(&self) -> Result<Vec<u8>, Code> {
        let definition = frame::unpack(&self.packed, limits::FORM_BYTES).map_err(|code| match code {
            Code::Malformed => Code::FormRefused,
            other => other,
        })?;
        if hash(&definition) == self.hash { Ok(definition) } else { Err(Code::FormRefused) }
    }

    pub(crate) fn checked(self) -> Result<Self, Code> {
        let named = (1..=limits::CODE_BYTES).contains(&self.form.len())
            && self
                .form
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        if !named || self.number == 0 {
            return Err(Code::FormRefused);
        }
        if self.packed.len() > limits::FORM_PACKED_BYTES { Err(Code::TooLarge) } else { Ok(self) }
    }
}

fn hash(definition: &[u8]) -> Digest {
    Digest::from_bytes(Sha256::digest(definition).into())
}

/// A version of a form for one organisation, by one of its coordinators or administrators. Programme-wide forms are signed
/// by the root ([`crate::directory::RootRecord::Form`]).
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Form {
    /// Whose form.
    pub organisation: OrganisationId,
    /// What is asked.
    pub version: FormVersion,
}

impl Form {
    pub(super) fn checked(self) -> Result<Self, Code> {
        let Self { organisation, version } = self;
        Ok(Self { organisation, version: version.checked()? })
    }
}
