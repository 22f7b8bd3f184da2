//! A form as deterministic CBOR, and its hash.

use sha2::{Digest, Sha256};

use super::Form;
use crate::limits;

/// Why bytes are no form that can be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DefinitionError {
    /// More bytes than a definition may have.
    #[error("the form is larger than {} bytes: divide it", limits::DEFINITION_BYTES)]
    TooLarge,
    /// Not the encoding of a form.
    #[error("this is not a form that this version can read: update the application")]
    Malformed,
    /// Parts of it do not fit each other.
    #[error("the form is inconsistent at node {node}: {what}; compile it again")]
    Inconsistent {
        /// Index of the node, or 0.
        node: usize,
        /// What does not fit.
        what: &'static str,
    },
    /// Calculations or conditions depend on themselves.
    #[error("these questions depend on each other in a circle: {}", .0.join(", "))]
    Cycle(Vec<String>),
}

impl DefinitionError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "form_too_large",
            Self::Malformed => "form_malformed",
            Self::Inconsistent { .. } => "form_inconsistent",
            Self::Cycle(_) => "form_cycle",
        }
    }
}

/// How deep the CBOR of a definition may be nested: expressions lie in steps in calls in nodes.
const RECURSION: usize = 2 * limits::EXPRESSION_HEIGHT + 64;

impl Form {
    /// The form as deterministic CBOR: the same form gives the same bytes.
    ///
    /// # Errors
    /// [`DefinitionError::TooLarge`] past [`limits::DEFINITION_BYTES`].
    pub fn encode(&self) -> Result<Vec<u8>, DefinitionError> {
        let mut bytes = Vec::new();
        ciborium::into_writer(self, &mut bytes).map_err(|_| DefinitionError::Malformed)?;
        if bytes.len() > limits::DEFINITION_BYTES {
            return Err(DefinitionError::TooLarge);
        }
        Ok(bytes)
    }

    /// Reads what [`Form::encode`] wrote. Nothing else is accepted: no other order, no unknown field, nothing that
    /// [`Form::check`] refuses.
    ///
    /// # Errors
    /// [`DefinitionError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DefinitionError> {
        if bytes.len() > limits::DEFINITION_BYTES {
            return Err(DefinitionError::TooLarge);
        }
        let form: Self = ciborium::de::from_reader_with_recursion_limit(bytes, RECURSION)
            .map_err(|_| DefinitionError::Malformed)?;
        if form.encode()? != bytes {
            return Err(DefinitionError::Malformed);
        }
        form.check()?;
        Ok(form)
    }

    /// SHA-256 of the encoding: the version that a draft is bound to.
    ///
    /// # Errors
    /// As [`Form::encode`].
    pub fn hash(&self) -> Result<[u8; 32], DefinitionError> {
        Ok(Sha256::digest(self.encode()?).into())
    }
}
