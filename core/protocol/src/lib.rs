//! Wire types, limits, stable codes and signatures that clients and servers of Jonaki share.
//!
//! Nothing here does IO, reads a clock or knows a database: bytes in, verified values out.

mod code;
mod id;
pub mod limits;

pub use code::Code;
pub use id::{
    ActorId, CaseId, Compartment, CompartmentSet, DeviceId, Digest, DocumentId, EntryId, InviteId, LogId,
    OrganisationId, ProgrammeId, RecordId, Role, Timestamp,
};
