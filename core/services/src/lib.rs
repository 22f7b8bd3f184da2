//! The directory of services: what a programme's organisations offer, for whom, where and when.
//!
//! Pure: bytes and values in, values out. Time is an argument, in seconds since 1970 UTC; opening hours and days are
//! those of Bangladesh, six hours ahead, the whole year. A [`Service`] is signed and stored by the caller; what would
//! endanger a shelter is a [`Hidden`] beside it, which the caller seals to members. See `docs/directory.md`.

mod cbor;
mod code;
mod day;
mod flag;
mod hours;
mod id;
mod index;
mod phone;
mod quality;
mod service;
mod table;
mod text;

pub use code::{Code, Error};
pub use day::{Day, LOCAL_OFFSET, Seconds};
pub use flag::{Flag, FlagKind, Shown, fold};
pub use hours::{Hours, Opening};
pub use id::Id;
pub use index::{
    AGEING_DAYS, Found, Freshness, HITS_MAX, Hit, Index, Nearness, Query, ROOM_DAYS, Room, STALE_DAYS,
};
pub use jonaki_reference::Language;
pub use phone::Phone;
pub use quality::{Answered, QUALITY_LEAST, Quality};
pub use service::limits;
pub use service::{
    Audience, Capacity, Contact, Fee, Hidden, Names, Organisation, Position, Service, Status, Verified,
};
pub use table::{
    COLUMNS, Fault, Known, OrganisationRow, Outcome, Plan, Refused, RowReport, Taken, export, template,
};
pub use text::{Word, Words};
