//! What can be wrong in a cell or a row, and what to do about it.

use crate::Language;

/// What is wrong in a cell or row, or was read with good will.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// Not a code of the column's list.
    UnknownCode,
    /// Not a country of ISO 3166.
    UnknownCountry,
    /// Not a language of ISO 639.
    UnknownLanguage,
    /// Not a day as `2026-03-09`.
    BadDate,
    /// Not a whole number, or too large.
    BadNumber,
    /// Not degrees.
    BadDegrees,
    /// Not a telephone number with its country.
    BadPhone,
    /// Neither true nor false.
    BadFlag,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A sign that no text has.
    ControlCharacter,
    /// Longer than a cell may be.
    CellTooLong,
    /// More cells than the header has columns.
    TooManyCells,
    /// The same column twice, both filled.
    DuplicateColumn,
    /// A referral of a row that is not taken.
    NoSuchRow,
    /// Not a field of the standard.
    UnknownField,
    /// Warning: read by its label or a close spelling.
    ReadAs,
    /// Warning: a website or app that is not in the list became `Other`.
    TakenAsOther,
    /// Warning: several values where the standard has one.
    SeveralForOne,
    /// Warning: nothing in the row; it is left out.
    EmptyRow,
    /// Warning: fewer cells than columns.
    ShortRow,
    /// Warning: the label of a column was believed over its name.
    LabelBelieved,
    /// Warning: rows of one case say different things of the case; the first is taken.
    CaseDiffers,
}

impl Problem {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::UnknownCode,
        Self::UnknownCountry,
        Self::UnknownLanguage,
        Self::BadDate,
        Self::BadNumber,
        Self::BadDegrees,
        Self::BadPhone,
        Self::BadFlag,
        Self::NotUtf8,
        Self::ControlCharacter,
        Self::CellTooLong,
        Self::TooManyCells,
        Self::DuplicateColumn,
        Self::NoSuchRow,
        Self::UnknownField,
        Self::ReadAs,
        Self::TakenAsOther,
        Self::SeveralForOne,
        Self::EmptyRow,
        Self::ShortRow,
        Self::LabelBelieved,
        Self::CaseDiffers,
    ];

    /// Stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownCode => "unknown_code",
            Self::UnknownCountry => "unknown_country",
            Self::UnknownLanguage => "unknown_language",
            Self::BadDate => "bad_date",
            Self::BadNumber => "bad_number",
            Self::BadDegrees => "bad_degrees",
            Self::BadPhone => "bad_phone",
            Self::BadFlag => "bad_flag",
            Self::NotUtf8 => "not_utf8",
            Self::ControlCharacter => "control_character",
            Self::CellTooLong => "cell_too_long",
            Self::TooManyCells => "too_many_cells",
            Self::DuplicateColumn => "duplicate_column",
            Self::NoSuchRow => "no_such_row",
            Self::UnknownField => "unknown_field",
            Self::ReadAs => "read_as",
            Self::TakenAsOther => "taken_as_other",
            Self::SeveralForOne => "several_for_one",
            Self::EmptyRow => "empty_row",
            Self::ShortRow => "short_row",
            Self::LabelBelieved => "label_believed",
            Self::CaseDiffers => "case_differs",
        }
    }

    /// What to do about it, for the person who holds the file.
    pub fn help(self, language: Language) -> &'static str {
        let (bangla, english) = match self {
            Self::UnknownCode | Self::UnknownCountry | Self::UnknownLanguage | Self::BadFlag => {
                self.of_codes()
            }
            Self::BadDate | Self::BadNumber | Self::BadDegrees | Self::BadPhone => self.of_numbers(),
            Self::NotUtf8 | Self::ControlCharacter | Self::CellTooLong => self.of_texts(),
            Self::ReadAs | Self::TakenAsOther | Self::SeveralForOne => self.of_good_will(),
            _ => self.of_rows(),
        };
        crate::pick(language, bangla, english)
    }

    fn of_codes(self) -> (&'static str, &'static str) {
        match self {
            Self::UnknownCountry => (
                "দেশের দুই অক্ষরের সংকেত লিখুন, যেমন BD বা IN; কয়েকটি হলে মাঝে ; দিন।",
                "Write the two letters of the country, such as BD or IN; several with ; between them.",
            ),
            Self::UnknownLanguage => (
                "ভাষার তিন অক্ষরের সংকেত লিখুন, যেমন ben বা eng।",
                "Write the three letters of the language, such as ben or eng.",
            ),
            Self::BadFlag => {
                ("TRUE বা FALSE লিখুন, অথবা ঘরটি ফাঁকা রাখুন।", "Write TRUE or FALSE, or leave the cell empty.")
            }
            _ => (
                "এই কলামের তালিকায় যে সংকেত আছে তার একটি লিখুন; জানা না থাকলে ঘরটি ফাঁকা রাখুন।",
                "Write a code from this column’s list; leave the cell empty when it is not known.",
            ),
        }
    }

    fn of_numbers(self) -> (&'static str, &'static str) {
        match self {
            Self::BadDate => (
                "তারিখ লিখুন বছর-মাস-দিন, যেমন 2026-03-09। শুধু বছর জানা থাকলে ঘরটি ফাঁকা রাখুন।",
                "Write the date as year-month-day, such as 2026-03-09. Leave it empty when only the year is known.",
            ),
            Self::BadDegrees => {
                ("ডিগ্রি লিখুন দশমিকে, যেমন 89.5403।", "Write degrees as a decimal number, such as 89.5403.")
            }
            Self::BadPhone => (
                "দেশের সংখ্যাসহ ফোন নম্বর লিখুন, যেমন 8801712345678।",
                "Write the telephone number with its country, such as 8801712345678.",
            ),
            _ => ("একটি পূর্ণ সংখ্যা লিখুন, যেমন 14।", "Write a whole number, such as 14."),
        }
    }

    fn of_texts(self) -> (&'static str, &'static str) {
        match self {
            Self::ControlCharacter => (
                "লেখায় এমন একটি চিহ্ন আছে যা চোখে দেখা যায় না; ঘরটি মুছে আবার লিখুন।",
                "The text has a sign that cannot be seen; empty the cell and type it again.",
            ),
            Self::CellTooLong => (
                "লেখাটি খুব লম্বা; ছোট করুন, বা বাকিটা আলাদা করে রাখুন।",
                "The text is too long; shorten it, or keep the rest elsewhere.",
            ),
            _ => (
                "এই ঘরের লেখা পড়া যায় না; ফাইলটি আবার \"CSV UTF-8\" হিসেবে সংরক্ষণ করুন।",
                "The text of this cell cannot be read; save the file again as `CSV UTF-8`.",
            ),
        }
    }

    fn of_good_will(self) -> (&'static str, &'static str) {
        match self {
            Self::TakenAsOther => (
                "তালিকায় নেই এমন একটি ওয়েবসাইট বা অ্যাপ \"অন্য\" হিসেবে নেওয়া হলো; নামটি নোটে লিখে রাখুন।",
                "A website or app that is not in the list was taken as `Other`; keep its name in a note.",
            ),
            Self::SeveralForOne => (
                "আদর্শ তালিকায় এখানে একটিই থাকে; সবগুলো নেওয়া হলো, তবে পাঠানোর সময় শুধু প্রথমটি যাবে।",
                "The standard has one value here; all were taken, but only the first goes out again.",
            ),
            _ => (
                "বানান বা নাম মিলিয়ে নেওয়া হলো; ঠিক হয়েছে কি না দেখুন।",
                "It was read by its label or a close spelling; check that it is right.",
            ),
        }
    }

    fn of_rows(self) -> (&'static str, &'static str) {
        match self {
            Self::TooManyCells => (
                "সারিতে কলামের চেয়ে বেশি ঘর আছে; সম্ভবত কোনো লেখার কমা উদ্ধৃতিচিহ্নের বাইরে আছে।",
                "The row has more cells than there are columns; perhaps a comma in a text is not within quotation marks.",
            ),
            Self::DuplicateColumn => {
                ("একই কলাম দুবার আছে; একটি মুছে দিন।", "The same column is there twice; remove one.")
            }
            Self::NoSuchRow => (
                "যে সারির কথা বলা হয়েছে তা নেই বা নেওয়া হয়নি; আগে সেই সারি ঠিক করুন।",
                "The row that it belongs to is missing or was not taken; mend that row first.",
            ),
            Self::UnknownField => (
                "আদর্শ তালিকায় এই নামে কোনো ঘর নেই; নামটি ঠিক করুন।",
                "The standard has no field of this name; mend the name.",
            ),
            Self::EmptyRow => {
                ("সারিতে কিছু নেই; বাদ দেওয়া হলো।", "There is nothing in this row; it was left out.")
            }
            Self::ShortRow => (
                "সারির শেষের ঘরগুলো নেই; ফাঁকা ধরা হলো।",
                "The last cells of the row are missing; they were taken as empty.",
            ),
            Self::LabelBelieved => (
                "কলামের নাম ও শিরোনাম মেলে না; শিরোনাম ধরে নেওয়া হলো।",
                "The column’s name and label differ; the label was believed.",
            ),
            _ => (
                "একই কেসের সারিগুলোতে ভিন্ন কথা আছে; প্রথম সারির কথা নেওয়া হলো।",
                "The rows of one case say different things about it; the first row was taken.",
            ),
        }
    }
}
