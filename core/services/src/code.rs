//! What can be wrong: stable codes, and what to do about it in both languages.

mod texts;

use jonaki_reference::Language;
use texts::TEXTS;

/// What is wrong with a value. Never holds the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// It is larger than what is taken.
    TooLarge,
    /// Bytes that are no record.
    Malformed,
    /// A newer version wrote it.
    Newer,
    /// Nothing stands where something must.
    Required,
    /// A text is too long.
    TooLong,
    /// Control characters, or blanks around a text.
    NotPlain,
    /// More entries than a list takes.
    TooMany,
    /// No short code.
    NotACode,
    /// A code or label that the list does not have.
    UnknownCode,
    /// A code that is no longer offered.
    RetiredCode,
    /// No number, or outside of what is taken.
    Number,
    /// The oldest age is below the youngest.
    AgeOrder,
    /// No day of the calendar.
    Date,
    /// A day that has not come.
    FutureDate,
    /// A place that the table does not have.
    UnknownPlace,
    /// A name that several places have.
    AmbiguousPlace,
    /// An upazila outside of its district.
    PlaceOrder,
    /// No opening hours.
    Hours,
    /// No telephone number.
    Phone,
    /// Neither yes nor no.
    YesNo,
    /// No point in Bangladesh, or half of one.
    Position,
    /// More places free than there are.
    FreeAboveTotal,
    /// Places without the day on which they were counted, or the other way round.
    CapacityUndated,
    /// A hidden address in the open part.
    AddressShown,
    /// Hidden parts of a service that is not marked as hidden.
    HiddenUnmarked,
    /// A contact without its number.
    ContactHalf,
    /// A verification without its day.
    VerifiedHalf,
    /// The code of a service stands twice.
    Twice,
    /// Rows of one organisation disagree.
    OrganisationDiffers,
    /// The service belongs to another organisation.
    OtherOrganisation,
    /// More cells than columns.
    RowLength,
    /// A number whose first zero a spreadsheet dropped; read with good will.
    ZeroLost,
    /// A hidden service names its upazila; worth a thought.
    HiddenUpazila,
}

impl Code {
    /// Every code.
    pub const ALL: &[Self] = &[
        Self::TooLarge,
        Self::Malformed,
        Self::Newer,
        Self::Required,
        Self::TooLong,
        Self::NotPlain,
        Self::TooMany,
        Self::NotACode,
        Self::UnknownCode,
        Self::RetiredCode,
        Self::Number,
        Self::AgeOrder,
        Self::Date,
        Self::FutureDate,
        Self::UnknownPlace,
        Self::AmbiguousPlace,
        Self::PlaceOrder,
        Self::Hours,
        Self::Phone,
        Self::YesNo,
        Self::Position,
        Self::FreeAboveTotal,
        Self::CapacityUndated,
        Self::AddressShown,
        Self::HiddenUnmarked,
        Self::ContactHalf,
        Self::VerifiedHalf,
        Self::Twice,
        Self::OrganisationDiffers,
        Self::OtherOrganisation,
        Self::RowLength,
        Self::ZeroLost,
        Self::HiddenUpazila,
    ];

    /// Stable name.
    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// What to do about it.
    pub fn help(self, language: Language) -> &'static str {
        let (_, english, bangla) = self.row();
        if language == Language::Bangla { bangla } else { english }
    }

    /// Name, English, Bangla.
    fn row(self) -> (&'static str, &'static str, &'static str) {
        TEXTS.get(self as usize).copied().unwrap_or_default()
    }
}

/// A record that cannot be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The record as a whole.
    #[error("{}", .0.as_str())]
    Record(Code),
    /// A field of it.
    #[error("{field}: {}", .code.as_str())]
    Field {
        /// The column of the table that holds it.
        field: &'static str,
        /// What is wrong.
        code: Code,
    },
}

impl Error {
    /// What is wrong.
    pub fn code(self) -> Code {
        match self {
            Self::Record(code) | Self::Field { code, .. } => code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_a_name_and_help_of_its_own() {
        assert_eq!(Code::ALL.len(), TEXTS.len());
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), TEXTS.len());
        for (at, code) in Code::ALL.iter().enumerate() {
            assert_eq!(*code as usize, at);
            let name: String = format!("{code:?}")
                .chars()
                .flat_map(|c| [c.is_uppercase().then_some('_'), Some(c.to_ascii_lowercase())])
                .flatten()
                .collect();
            assert_eq!(name.trim_start_matches('_'), code.as_str());
            assert!(code.help(Language::English).is_ascii() && code.help(Language::Bangla).contains('।'));
        }
    }
}
