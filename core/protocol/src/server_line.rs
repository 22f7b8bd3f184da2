//! What an operator hands to the founder of a programme: where the server is, who it is, and a one-time code.

use crate::cbor::{decode, encode};
use crate::{Code, SignPublic};
use serde_bytes::ByteBuf;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// Printed by `jonaki-server init`, read by `jonaki programme new`.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct ServerLine {
    /// Where devices reach the server.
    pub url: String,
    /// The server's identity key.
    pub server: SignPublic,
    /// Lets one programme be founded on this server. A secret until then.
    pub code: ByteBuf,
}

const SCHEME: &str = "jonaki:server/";

impl ServerLine {
    /// The line's text.
    pub fn to_text(&self) -> String {
        format!("{SCHEME}{}", data_encoding::BASE64URL_NOPAD.encode(&encode(self)))
    }

    /// Reads a line of at most 1 kB.
    ///
    /// # Errors
    /// [`Code::Malformed`].
    pub fn from_text(text: &str) -> Result<Self, Code> {
        let text =
            text.trim().strip_prefix(SCHEME).filter(|text| text.len() <= 1024).ok_or(Code::Malformed)?;
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Code::Malformed)?;
        decode(&bytes)
    }
}

impl std::fmt::Debug for ServerLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerLine").field("url", &self.url).finish_non_exhaustive()
    }
}
