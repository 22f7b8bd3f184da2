//! What can go wrong, in a few variants with stable codes. Shells choose their texts by the code.

use jonaki_protocol::Code;

/// Why a call failed. Nothing that was saved before is affected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The protocol's rules refuse it.
    #[error("refused: {0}")]
    Refused(Code),
    /// A field does not exist or does not take this value; names the field, never the value.
    #[error("the field `{field}` does not take this value")]
    Field {
        /// Which field.
        field: String,
    },
    /// An answer that its question does not take; the old one stays.
    #[error(transparent)]
    Answer(#[from] jonaki_forms::filling::AnswerError),
    /// A form in which something is missing or wrong.
    #[error("the form is not complete: {question}")]
    Incomplete {
        /// Path of the first question to go back to.
        question: String,
    },
    /// No such case, draft or member on this device.
    #[error("not found on this device")]
    NotFound,
    /// The work on the case or referral does not allow it: something else comes first.
    #[error("the work does not allow this: {0}")]
    Work(WorkFault),
    /// The device is not enrolled (or: is enrolled already).
    #[error("the device is not in the right state for this: {0}")]
    State(StateFault),
    /// The database cannot be opened: another key, a newer app's, or damaged.
    #[error("the database cannot be opened: {0}")]
    Open(OpenFault),
    /// The database failed while in use: the disk is full or broken.
    #[error("the database failed")]
    Storage,
    /// The network failed; try again later.
    #[error("the server cannot be reached")]
    Network,
}

/// Why a device cannot do this now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateFault {
    /// It must be enrolled with an invite first.
    NotEnrolled,
    /// It is enrolled; another programme needs another database.
    AlreadyEnrolled,
    /// Only the device that made the programme holds the root key.
    NoRoot,
    /// The organisation's key has not arrived yet: sync first.
    NoOrganisationKey,
    /// A form that this version of the app cannot evaluate.
    FormUnusable,
}

/// Why the work on a case or referral does not allow something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkFault {
    /// Nobody has accepted the referral: what becomes of it is said after that.
    NotAccepted,
    /// An exclusion names this device's organisation, which works on the case.
    OwnOrganisation,
    /// An exclusion names the kind of this device's organisation.
    OwnKind,
    /// A referral of the case is open, or brought help: it cannot be said that the child is not referred.
    Referred,
}

/// Why a database cannot be opened. The file is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenFault {
    /// The key does not open it.
    WrongKey,
    /// A newer version of the app wrote it.
    Newer,
    /// It is damaged; [`crate::Client::salvage`] saves what can be read.
    Damaged,
    /// The file or folder cannot be read or written.
    Io,
}

impl std::fmt::Display for StateFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::fmt::Display for WorkFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.row().0)
    }
}

impl std::fmt::Display for OpenFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl StateFault {
    const fn name(self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::AlreadyEnrolled => "already_enrolled",
            Self::NoRoot => "no_root",
            Self::NoOrganisationKey => "no_organisation_key",
            Self::FormUnusable => "form_unusable",
        }
    }
}

impl WorkFault {
    /// Code, English, Bangla.
    const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotAccepted => (
                "not_accepted",
                "This referral was not accepted yet. Accept it first, then say what became of it.",
                "এই অনুরোধ এখনো গ্রহণ করা হয়নি। আগে গ্রহণ করুন, তারপর কী হলো জানান।",
            ),
            Self::OwnOrganisation => (
                "own_organisation",
                "Your own organisation works on this case and cannot be left out of it. Give the case to another one first.",
                "আপনার সংস্থাই এই কেসে কাজ করছে, তাই একে বাদ দেওয়া যায় না। আগে কেসটি অন্য সংস্থাকে দিন।",
            ),
            Self::OwnKind => (
                "own_kind",
                "Your own organisation is of this kind and works on the case. Leave out single organisations by name instead.",
                "আপনার নিজের সংস্থা এই ধরনের, আর এই কেসে কাজ করছে। ধরনের বদলে একটি একটি সংস্থার নাম দিয়ে বাদ দিন।",
            ),
            Self::Referred => (
                "referred_already",
                "A referral of this case is still open or brought help. Take back what is open; only then say why the child is not referred.",
                "এই কেসের একটি অনুরোধ এখনো চালু, বা তাতে সাহায্য হয়েছে। যা চালু তা আগে ফিরিয়ে নিন, তারপর কেন পাঠানো হলো না লিখুন।",
            ),
        }
    }
}

impl OpenFault {
    const fn name(self) -> &'static str {
        match self {
            Self::WrongKey => "wrong_key",
            Self::Newer => "newer_database",
            Self::Damaged => "damaged_database",
            Self::Io => "io",
        }
    }
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(code) => code.name(),
            Self::Field { .. } => "field",
            Self::Answer(error) => error.code(),
            Self::Incomplete { .. } => "incomplete",
            Self::NotFound => "not_found",
            Self::Work(fault) => fault.row().0,
            Self::State(fault) => fault.name(),
            Self::Open(fault) => fault.name(),
            Self::Storage => "storage",
            Self::Network => "network",
        }
    }

    /// What happened and what to do next, in English.
    pub fn english(&self) -> &'static str {
        match self {
            Self::Refused(code) => code.english(),
            Self::Field { .. } => "A field does not take this value. Correct it and save again.",
            Self::Answer(error) => crate::form::refused(error).0,
            Self::Incomplete { .. } => {
                "Some answers are still needed. Go back to the question that is marked."
            }
            Self::Work(fault) => fault.row().1,
            Self::NotFound => "This is not on this device. Check the number, or sync first.",
            Self::State(StateFault::NotEnrolled) => {
                "This device is not enrolled. Ask your coordinator for an invite."
            }
            Self::State(StateFault::AlreadyEnrolled) => {
                "This device is enrolled already. Use a new profile for another invite."
            }
            Self::State(StateFault::NoRoot) => "Only the device that made the programme can do this.",
            Self::State(StateFault::NoOrganisationKey) => {
                "The key of your organisation has not arrived. Sync, then try again."
            }
            Self::State(StateFault::FormUnusable) => {
                "This version of the app cannot show the form. Your answers are kept; update the app."
            }
            Self::Open(OpenFault::WrongKey) => {
                "The key does not open this database. Check that it belongs to this folder."
            }
            Self::Open(OpenFault::Newer) => {
                "A newer app wrote this database. Update the app; nothing is lost."
            }
            Self::Open(OpenFault::Damaged) => {
                "The database is damaged. It is kept; let the app save what can be read."
            }
            Self::Open(OpenFault::Io) => {
                "The database file cannot be read or written. Check the folder and free space."
            }
            Self::Storage => {
                "Saving failed: is the storage full? Free some space and try again; what was saved before is safe."
            }
            Self::Network => "The server cannot be reached. What you saved is safe and is sent later.",
        }
    }

    /// What happened and what to do next, in Bangla.
    pub fn bangla(&self) -> &'static str {
        match self {
            Self::Refused(code) => code.bangla(),
            Self::Answer(error) => crate::form::refused(error).1,
            Self::Incomplete { .. } => "কিছু উত্তর এখনো দরকার। চিহ্ন দেওয়া প্রশ্নে ফিরে যান।",
            Self::Field { .. } => "একটি ঘরে এই মান দেওয়া যায় না। ঠিক করে আবার সংরক্ষণ করুন।",
            Self::Work(fault) => fault.row().2,
            Self::NotFound => "এটি এই যন্ত্রে নেই। নম্বর দেখুন, অথবা আগে সিঙ্ক করুন।",
            Self::State(StateFault::NotEnrolled) => "এই যন্ত্র যুক্ত হয়নি। সমন্বয়কারীর কাছে আমন্ত্রণ চান।",
            Self::State(StateFault::AlreadyEnrolled) => "এই যন্ত্র আগেই যুক্ত। অন্য আমন্ত্রণের জন্য নতুন প্রোফাইল নিন।",
            Self::State(StateFault::NoRoot) => "যে যন্ত্রে কর্মসূচি তৈরি হয়েছে শুধু সেটিই এটি পারে।",
            Self::State(StateFault::NoOrganisationKey) => "সংস্থার চাবি এখনো আসেনি। সিঙ্ক করে আবার চেষ্টা করুন।",
            Self::State(StateFault::FormUnusable) => {
                "এই অ্যাপে ফরমটি দেখানো যায় না। আপনার উত্তর রাখা আছে; অ্যাপ হালনাগাদ করুন।"
            }
            Self::Open(OpenFault::WrongKey) => "চাবিটি এই তথ্যভান্ডার খোলে না। ফোল্ডারটি ঠিক কি না দেখুন।",
            Self::Open(OpenFault::Newer) => "নতুনতর অ্যাপ এটি লিখেছে। অ্যাপ হালনাগাদ করুন; কিছুই হারায়নি।",
            Self::Open(OpenFault::Damaged) => "তথ্যভান্ডার নষ্ট হয়েছে। ফাইলটি রাখা আছে; যা পড়া যায় অ্যাপকে তা বাঁচাতে দিন।",
            Self::Open(OpenFault::Io) => "ফাইলটি পড়া বা লেখা যাচ্ছে না। ফোল্ডার ও খালি জায়গা দেখুন।",
            Self::Storage => "সংরক্ষণ হয়নি: জায়গা কি শেষ? জায়গা খালি করে আবার চেষ্টা করুন; আগেরগুলো নিরাপদ।",
            Self::Network => "সার্ভারে পৌঁছানো যাচ্ছে না। সংরক্ষিত তথ্য নিরাপদ, পরে পাঠানো হবে।",
        }
    }

    /// Whether trying again without changing anything is pointless.
    pub fn is_permanent(&self) -> bool {
        !matches!(self, Self::Storage | Self::Network | Self::Refused(Code::RateLimited | Code::Unavailable))
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refused(code)
    }
}
