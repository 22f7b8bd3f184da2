//! HTCDS 2.0 and CTDC: cases as the rows that partners take, and back.
//!
//! Pure: bytes come from a `Read` and go to a `Write`, today is an argument, nothing is kept. The caller fills a
//! [`CaseRecord`] from its documents and applies the records of an import itself.

mod cell;
pub mod codes;
pub mod ctdc;
mod date;
pub mod htcds;
mod iso;
pub mod page;
mod phone;
pub mod record;
mod rows;
mod value;

pub use date::Date;
pub use jonaki_reference::Language;
pub use record::CaseRecord;
pub use value::Value;

/// The text of a language out of both.
pub(crate) fn pick<T>(language: Language, bangla: T, english: T) -> T {
    match language {
        Language::Bangla => bangla,
        Language::English => english,
    }
}
