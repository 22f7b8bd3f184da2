//! What a report waits for, as its reporter is told.

use super::State;
use serde::Serialize;

/// What has to happen next.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// The person has to finish it.
    Finishing,
    /// A network.
    Network,
    /// A coordinator who opens it.
    Coordinator,
    /// A coordinator who finds help.
    Referral,
    /// Whoever was asked for help.
    Help,
    /// Nothing.
    Nothing,
}

impl State {
    /// What a report in this state waits for.
    pub const fn waits_for(self) -> WaitsFor {
        match self {
            Self::Draft => WaitsFor::Finishing,
            Self::Saved => WaitsFor::Network,
            Self::Stored => WaitsFor::Coordinator,
            Self::Seen => WaitsFor::Referral,
            Self::Referred => WaitsFor::Help,
            Self::Closed => WaitsFor::Nothing,
        }
    }
}

impl WaitsFor {
    /// All, in the order in which they come.
    pub const ALL: [Self; 6] =
        [Self::Finishing, Self::Network, Self::Coordinator, Self::Referral, Self::Help, Self::Nothing];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// In English.
    pub const fn english(self) -> &'static str {
        self.row().1
    }

    /// In Bangla.
    pub const fn bangla(self) -> &'static str {
        self.row().2
    }

    const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Finishing => ("finishing", "Waits for you to finish it", "আপনার শেষ করার অপেক্ষায়"),
            Self::Network => (
                "network",
                "Waits for a network; it is safe on this phone",
                "নেটওয়ার্কের অপেক্ষায়; এই ফোনে নিরাপদ",
            ),
            Self::Coordinator => {
                ("coordinator", "Waits for a coordinator to open it", "সমন্বয়কারীর দেখার অপেক্ষায়")
            }
            Self::Referral => {
                ("referral", "A coordinator has seen it and looks for help", "সমন্বয়কারী দেখেছেন, সাহায্য খুঁজছেন")
            }
            Self::Help => {
                ("help", "Help was asked for; it waits for their answer", "সাহায্য চাওয়া হয়েছে, উত্তরের অপেক্ষায়")
            }
            Self::Nothing => ("nothing", "Nothing more is expected", "আর কিছু বাকি নেই"),
        }
    }
}
