//! The core for Kotlin and Swift, through uniffi: objects by area, immutable records shaped like screens, one call a screen.
//!
//! Nothing is decided here. A method is a call or two of the core, and a record is what the core said, with codes in words.
//! Everything is synchronous and quick (call it off the main thread), but for [`SyncEngine::sync_once`].
//! `ffi/surface.txt` lists the whole surface; `cargo xtask bindings` writes the bindings.
//!
//! Nothing unsafe is written in this crate; what uniffi's macros generate at its border is, so that `unsafe_code` cannot be
//! forbidden here. A test looks at the sources instead.

mod cases;
mod changes;
mod directory;
mod errors;
mod form;
mod host;
mod ids;
mod records;
mod referrals;
mod reports;
mod session;
mod settings;
mod shared;
mod sync;
mod words;
mod work;

pub use cases::Cases;
pub use changes::{Area, ChangeObserver, Subscription};
pub use directory::{Directory, find_places, helplines, places};
pub use errors::{CaseError, DirectoryError, Fault, FormError, ReferralError, SessionError, SyncError};
pub use form::FormSession;
pub use host::{Connectivity, HostError, LogLevel, LogLine, LogSink, NetworkLink, SecretName, SecretStore};
pub use ids::{
    CaseId, DeviceId, DraftId, EntryId, FormId, OrganisationId, ProgrammeId, ReferralId, ServiceId,
};
pub use records::*;
pub use referrals::Referrals;
pub use reports::Reports;
pub use session::{Session, salvage};
pub use settings::Settings;
pub use sync::SyncEngine;
pub use words::{Bilingual, Coded, Language, OrganisationName, choices, field_name};
pub use work::Work;

uniffi::setup_scaffolding!();
