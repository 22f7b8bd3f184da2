//! HTCDS 2.0, the Human Trafficking Case Data Standard: rows for partners, and back.

mod answers;
mod derived;
pub mod export;
mod header;
pub mod import;
mod referrals;
mod row;
mod slot;
pub mod standard;

pub use answers::{Answers, told};
pub use export::{ExportError, Options, Summary, export, export_referrals};
pub use header::{HeaderVariant, is_identity};
pub use import::{Limits, Plan, ReadError, read};
pub use row::STATED;
