//! One mutant before server and clients: where it was stopped, and whether they agree.

use super::history::Base;
use super::reference::Escape;
use crate::admission::{Refusal, Stage, admit_loaded, guard, verify_relayed, verify_sealed};
use crate::document::Document;
use crate::quiet;
use jonaki_protocol::Code;

/// Where a change came to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stopped {
    /// By the bytes.
    Guard(Code),
    /// By automerge's parser, or by a checksum that does not fit.
    Parse,
    /// It is not the one encoding of what it says.
    Canonical,
    /// By the document and its layout.
    Shape(Code),
    /// By the rule table.
    Policy(Code),
    /// On the copy.
    Shadow(Code),
    /// It was there already.
    Known,
    /// Not at all.
    Admitted,
}

impl Stopped {
    /// The stage's name, for tables.
    pub fn stage(self) -> &'static str {
        match self {
            Self::Guard(_) => "guard",
            Self::Parse => "parse",
            Self::Canonical => "canonical",
            Self::Shape(_) => "shape",
            Self::Policy(_) => "policy",
            Self::Shadow(_) => "shadow",
            Self::Known => "known",
            Self::Admitted => "admitted",
        }
    }

    /// The code that its sender is told, where there is one.
    pub fn code(self) -> Option<Code> {
        match self {
            Self::Guard(code) | Self::Shape(code) | Self::Policy(code) | Self::Shadow(code) => Some(code),
            Self::Parse => Some(Code::GuardChunk),
            Self::Canonical => Some(Code::GuardCanonical),
            Self::Known | Self::Admitted => None,
        }
    }

    fn of(refusal: &Refusal) -> Self {
        match (refusal.stage, refusal.code) {
            // Guard itself has passed it.
            (Stage::Guard, Code::GuardCanonical) => Self::Canonical,
            (Stage::Guard, _) => Self::Parse,
            (Stage::Shape, code) => Self::Shape(code),
            (Stage::Policy, code) => Self::Policy(code),
            (Stage::Shadow, code) => Self::Shadow(code),
        }
    }
}

/// The verdict of server and clients.
#[derive(Debug)]
pub struct Judged {
    /// Where it was stopped.
    pub stopped: Stopped,
    /// The document with the change in it, where it was admitted.
    pub after: Option<Document>,
}

/// Puts bytes before the pipeline as they would come from the base's writer: the server's four stages on open documents, the
/// clients' on all. Nothing is stored.
///
/// # Errors
/// [`Escape`] where one of them panics, or where server and client disagree.
pub fn judge(base: &Base, raw: &[u8]) -> Result<Judged, Escape> {
    quiet::contain(|| if base.state.is_some() { open(base, raw) } else { sealed(base, raw) })
        .unwrap_or_else(|_| Err(Escape::new("admission panicked")))
}

fn sealed(base: &Base, raw: &[u8]) -> Result<Judged, Escape> {
    if let Err(refusal) = guard::check_change(raw) {
        return match verify_sealed(&base.document, raw, &base.writer) {
            Err(same) if same == refusal => Ok(Judged { stopped: Stopped::Guard(refusal.code), after: None }),
            _ => Err(Escape::new("a client passes what guard refuses")),
        };
    }
    match verify_sealed(&base.document, raw, &base.writer) {
        Err(refusal) => Ok(Judged { stopped: Stopped::of(&refusal), after: None }),
        Ok(change) if base.document.has(&change.hash()) => {
            Ok(Judged { stopped: Stopped::Known, after: None })
        }
        Ok(change) => {
            let mut after = base.document.clone();
            after.apply(&change).map_err(|_| Escape::new("a verified change does not apply"))?;
            Ok(Judged { stopped: Stopped::Admitted, after: Some(after) })
        }
    }
}

fn open(base: &Base, raw: &[u8]) -> Result<Judged, Escape> {
    if let Err(refusal) = guard::check_change(raw) {
        let server = admit_loaded(&base.document, raw, &base.writer).err();
        let client = verify_relayed(&base.document, raw, base.writer.device).err();
        return match server.as_ref() == Some(&refusal) && client.as_ref() == Some(&refusal) {
            true => Ok(Judged { stopped: Stopped::Guard(refusal.code), after: None }),
            false => Err(Escape::new("guard and the stages behind it disagree")),
        };
    }
    let server = admit_loaded(&base.document, raw, &base.writer);
    let client = verify_relayed(&base.document, raw, base.writer.device);
    match (server, client) {
        (Ok(None), Ok(_)) => Ok(Judged { stopped: Stopped::Known, after: None }),
        (Ok(Some((after, _))), Ok(change)) => {
            let mut theirs = base.document.clone();
            theirs.apply(&change).map_err(|_| Escape::new("a verified change does not apply"))?;
            if theirs != after {
                return Err(Escape::new("server and client hold different documents"));
            }
            Ok(Judged { stopped: Stopped::Admitted, after: Some(after) })
        }
        (Ok(_), Err(_)) => Err(Escape::new("the server admits what a client sets aside")),
        (Err(refusal), client) => {
            // What the server holds beyond the author's view, and the rule table, are the server's alone; and a client holds a
            // little more than a server admits.
            let full = refusal.code == Code::DocumentFull && client.is_ok();
            let alone = full || refusal.stage == Stage::Policy || refusal.code == Code::PolicyImmutable;
            match client {
                Err(same) if same == refusal => {}
                _ if alone => {}
                _ => {
                    return Err(Escape::new("a client takes, or refuses otherwise, what the server refuses"));
                }
            }
            Ok(Judged { stopped: Stopped::of(&refusal), after: None })
        }
    }
}
