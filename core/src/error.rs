//! What can go wrong, in a few variants with stable codes. Shells choose their texts by the code.

mod fault;

pub use fault::{OpenFault, StateFault, WorkFault};

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
    /// A fault of the app itself. What was saved is safe; open the database again.
    #[error("a fault of the app")]
    Internal,
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
            Self::State(fault) => fault.row().0,
            Self::Open(fault) => fault.row().0,
            Self::Storage => "storage",
            Self::Network => "network",
            Self::Internal => "internal",
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
            Self::NotFound => "This is not on this device. Check the number, or sync first.",
            Self::Work(fault) => fault.row().1,
            Self::State(fault) => fault.row().1,
            Self::Open(fault) => fault.row().1,
            Self::Storage => {
                "Saving failed: is the storage full? Free some space and try again; what was saved before is safe."
            }
            Self::Network => "The server cannot be reached. What you saved is safe and is sent later.",
            Self::Internal => {
                "Something went wrong in the app itself. What was saved is safe; open the app again."
            }
        }
    }

    /// What happened and what to do next, in Bangla.
    pub fn bangla(&self) -> &'static str {
        match self {
            Self::Refused(code) => code.bangla(),
            Self::Field { .. } => "একটি ঘরে এই মান দেওয়া যায় না। ঠিক করে আবার সংরক্ষণ করুন।",
            Self::Answer(error) => crate::form::refused(error).1,
            Self::Incomplete { .. } => "কিছু উত্তর এখনো দরকার। চিহ্ন দেওয়া প্রশ্নে ফিরে যান।",
            Self::NotFound => "এটি এই যন্ত্রে নেই। নম্বর দেখুন, অথবা আগে সিঙ্ক করুন।",
            Self::Work(fault) => fault.row().2,
            Self::State(fault) => fault.row().2,
            Self::Open(fault) => fault.row().2,
            Self::Storage => "সংরক্ষণ হয়নি: জায়গা কি শেষ? জায়গা খালি করে আবার চেষ্টা করুন; আগেরগুলো নিরাপদ।",
            Self::Network => "সার্ভারে পৌঁছানো যাচ্ছে না। সংরক্ষিত তথ্য নিরাপদ, পরে পাঠানো হবে।",
            Self::Internal => "অ্যাপের ভেতরে কিছু ভুল হয়েছে। যা সংরক্ষিত তা নিরাপদ; অ্যাপটি আবার খুলুন।",
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
