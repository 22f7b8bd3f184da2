//! Layouts, reading, editing, folds, admission and policy of Jonaki's documents.
//!
//! A document is one compartment of a record: an Automerge document that holds only maps and scalars on paths
//! that its [`Layout`] knows. This is the only crate that names automerge; nobody outside sees its types.
//!
//! - [`Document`] reads and edits, every read with all concurrent versions ([`Value`]);
//! - [`case_status`] folds events into a status;
//! - [`admit`] (server) and [`verify_sealed`] (clients) decide about bytes of others in four stages:
//!   guard, shape, policy, shadow.
//!
//! ```
//! use jonaki_document::{Document, Edit, Scalar};
//! use jonaki_protocol::{ActorId, Compartment, DeviceId};
//!
//! let actor = ActorId { device: DeviceId::from_bytes([7; 16]), incarnation: [0; 4] };
//! let mut card = Document::new(Compartment::Card)?;
//! card.edit(actor, &[Edit::set("district", Scalar::from("khulna"))])?;
//! assert_eq!(card.field("district").map(|value| value.current), Some(Scalar::from("khulna")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod admission;
mod document;
pub mod fold;
mod genesis;
#[cfg(feature = "hostile")]
pub mod hostile;
pub mod layout;
mod quiet;
mod read;
pub mod referral;
mod value;

pub use admission::policy;
pub use admission::{
    Admitted, AdmittedChange, DocumentState, Refusal, Stage, Standing, Writer, admit, guard, verify_relayed,
    verify_sealed,
};
pub use document::{ChangeRecord, Document, DocumentError, Edit, EditError, NewChange};
pub use fold::{CaseStatus, StatusEvent, StatusStep, case_status, fold_status};
pub use genesis::{genesis, genesis_hash};
pub use layout::{ABSENT, FieldType, Layout, MapContent, is_code, layout};
pub use read::{AccountView, CardView, Conflict, Entry, IdentityView, Member, SafetyView, View};
pub use value::{Other, Scalar, Value};
