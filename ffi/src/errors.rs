//! What can go wrong, an enumeration for each area: a screen tells apart what it acts on differently, and says the sentence
//! for everything else. The sentences are the core's.

use crate::words::Language;
use jonaki_core::{Error, OpenFault, StateFault};

/// What happened, with what to do next. No content of a case.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Fault {
    /// The stable code.
    pub code: String,
    /// The sentence for the person, in Bangla.
    pub bangla: String,
    /// The sentence for the person, in English.
    pub english: String,
    /// The field or the question that it is about: where to go back to.
    pub about: Option<String>,
    /// Whether trying again without changing anything is pointless.
    pub permanent: bool,
}

impl From<&Error> for Fault {
    fn from(error: &Error) -> Self {
        let about = match error {
            Error::Field { field } => Some(field.clone()),
            Error::Incomplete { question } => Some(question.clone()),
            _ => None,
        };
        Self {
            code: error.code().to_owned(),
            bangla: error.bangla().to_owned(),
            english: error.english().to_owned(),
            about,
            permanent: error.is_permanent(),
        }
    }
}

macro_rules! area {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$variant_doc:meta])* $variant:ident: $pattern:pat,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, uniffi::Error)]
        pub enum $name {
            $(
                $(#[$variant_doc])*
                #[error("{}", fault.code)]
                $variant {
                    /// What happened.
                    fault: Fault,
                },
            )*
            /// The app is locked, or was closed after a fault: open the session again.
            #[error("{}", fault.code)]
            Locked {
                /// What happened.
                fault: Fault,
            },
            /// The device must be enrolled first.
            #[error("{}", fault.code)]
            NotEnrolled {
                /// What happened.
                fault: Fault,
            },
            /// The rules refuse it, for the reason of the code.
            #[error("{}", fault.code)]
            Refused {
                /// What happened.
                fault: Fault,
            },
            /// Saving failed: the storage is full or broken.
            #[error("{}", fault.code)]
            Storage {
                /// What happened.
                fault: Fault,
            },
            /// A fault of the app itself: the session is closed, what was saved is safe.
            #[error("{}", fault.code)]
            Internal {
                /// What happened.
                fault: Fault,
            },
        }

        impl From<Error> for $name {
            fn from(error: Error) -> Self {
                let fault = Fault::from(&error);
                match error {
                    $($pattern => Self::$variant { fault },)*
                    Error::State(StateFault::Locked) => Self::Locked { fault },
                    Error::State(StateFault::NotEnrolled) => Self::NotEnrolled { fault },
                    Error::Storage => Self::Storage { fault },
                    Error::Internal => Self::Internal { fault },
                    _ => Self::Refused { fault },
                }
            }
        }

        impl $name {
            /// What happened, whatever the variant.
            pub fn fault(&self) -> &Fault {
                match self {
                    $(Self::$variant { fault } => fault,)*
                    Self::Locked { fault }
                    | Self::NotEnrolled { fault }
                    | Self::Refused { fault }
                    | Self::Storage { fault }
                    | Self::Internal { fault } => fault,
                }
            }
        }

        #[uniffi::export]
        impl $name {
            /// The stable code.
            pub fn code(&self) -> String {
                self.fault().code.clone()
            }

            /// What happened and what to do next, for the person.
            pub fn text(&self, language: Language) -> String {
                match language {
                    Language::Bangla => self.fault().bangla.clone(),
                    Language::English => self.fault().english.clone(),
                }
            }

            /// The field or the question to go back to.
            pub fn about(&self) -> Option<String> {
                self.fault().about.clone()
            }
        }
    };
}

area! {
    /// What can go wrong with the session: opening, enrolling, settings.
    SessionError {
        /// The key does not open this database.
        WrongKey: Error::Open(OpenFault::WrongKey),
        /// The keystore does not give the key now; ask again once the phone is unlocked.
        KeyStore: Error::Open(OpenFault::KeyStore),
        /// The keystore has lost the key: offer the way back, and no new database.
        KeyMissing: Error::Open(OpenFault::KeyMissing),
        /// A newer version of the app wrote the database.
        Newer: Error::Open(OpenFault::Newer),
        /// The database is damaged: offer to save what can be read.
        Damaged: Error::Open(OpenFault::Damaged),
        /// The file or folder cannot be read or written.
        Files: Error::Open(OpenFault::Io),
        /// The device belongs to a programme already.
        AlreadyEnrolled: Error::State(StateFault::AlreadyEnrolled),
    }
}

area! {
    /// What can go wrong while a form is answered.
    FormError {
        /// The question does not take this answer; the old one stays.
        Answer: Error::Answer(_),
        /// Something is missing: go to the question.
        Incomplete: Error::Incomplete { .. },
        /// A field does not take this value.
        Field: Error::Field { .. },
        /// No such form, draft, page or question here.
        NotFound: Error::NotFound,
        /// This version of the app cannot show the form; the answers are kept.
        Unusable: Error::State(StateFault::FormUnusable),
    }
}

area! {
    /// What can go wrong with reports and cases.
    CaseError {
        /// A field does not take this value.
        Field: Error::Field { .. },
        /// Not on this device.
        NotFound: Error::NotFound,
        /// Something else has to be done first.
        First: Error::Work(_),
    }
}

area! {
    /// What can go wrong with referrals.
    ReferralError {
        /// A field does not take this value.
        Field: Error::Field { .. },
        /// Not on this device.
        NotFound: Error::NotFound,
        /// Something else has to be done first.
        First: Error::Work(_),
    }
}

area! {
    /// What can go wrong with the directory of services.
    DirectoryError {
        /// What is asked for does not hold.
        Field: Error::Field { .. },
        /// Not on this device.
        NotFound: Error::NotFound,
    }
}

area! {
    /// What can go wrong with a sync. What was saved is safe whatever this says.
    SyncError {
        /// The server cannot be reached; try again later.
        Network: Error::Network,
        /// The person stopped it.
        Stopped: Error::State(StateFault::Stopped),
    }
}
