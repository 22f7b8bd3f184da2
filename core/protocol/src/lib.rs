//! Wire types, limits, stable codes and signatures that clients and servers of Jonaki share.
//!
//! Nothing here does IO, reads a clock or knows a database: bytes in, verified values out.

mod batch;
mod cbor;
mod code;
pub mod cose;
pub mod directory;
pub mod frame;
pub mod grant;
mod id;
pub mod invite;
pub mod item;
mod key;
pub mod letter;
pub mod limits;
pub mod merkle;
pub mod seal;
mod server_line;
mod shared;
mod statement;
pub mod sync;

pub use batch::{BatchHeader, ChainPosition, Seen, SignedBatch, batch_hash};
pub use cbor::{decode, encode};
pub use code::Code;
pub use directory::{Directory, Effect, FormScope, Forms, Freshness, Listed, Listings, Member};
pub use id::{
    ActorId, CaseId, Compartment, CompartmentSet, DeviceId, Digest, DocumentId, EntryId, InviteId, LogId,
    OrganisationId, ProgrammeId, RecordId, Role, Timestamp,
};
pub use invite::{Invite, InviteLink, VerifiedInvite};
pub use item::{
    Body, Capsule, Certificate, Change, Epoch, EpochWrap, Erase, Form, FormVersion, Grant, Holder, Item,
    KeyId, KeySet, Letter, Listing, ListingFlag, Principal, Recipient, Removal, RootSigned, Sealed, Topic,
    Withdraw,
};
pub use key::{CaseKey, InviteSeed, KemPrivate, KemPublic, SignPrivate, SignPublic};
pub use server_line::ServerLine;
pub use shared::{Shared, Tag};
pub use statement::{Checkpoint, Receipt, Statement, next_head};
