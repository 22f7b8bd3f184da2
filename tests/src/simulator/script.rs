//! Scripts: what happens in a simulated programme, step by step, as text that can be pasted into a test.

use std::fmt;
use std::str::FromStr;

/// What becomes of a body on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Arrives.
    Whole,
    /// Lost.
    Drop,
    /// Arrives later, when nobody waits for an answer any more.
    Late,
    /// Arrives twice.
    Twice,
    /// Only so many 256ths of it arrive.
    Cut(u8),
    /// One bit is flipped, at so many 256ths of it.
    Flip(u8),
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("whole"),
            Self::Drop => f.write_str("drop"),
            Self::Late => f.write_str("late"),
            Self::Twice => f.write_str("twice"),
            Self::Cut(at) => write!(f, "cut:{at}"),
            Self::Flip(at) => write!(f, "flip:{at}"),
        }
    }
}

impl FromStr for Fate {
    type Err = ParseScriptError;

    fn from_str(text: &str) -> Result<Self, ParseScriptError> {
        let bad = || ParseScriptError(text.to_owned());
        let at = |text: &str| text.parse().map_err(|_| bad());
        match text.split_once(':') {
            None => match text {
                "whole" => Ok(Self::Whole),
                "drop" => Ok(Self::Drop),
                "late" => Ok(Self::Late),
                "twice" => Ok(Self::Twice),
                _ => Err(bad()),
            },
            Some(("cut", rest)) => Ok(Self::Cut(at(rest)?)),
            Some(("flip", rest)) => Ok(Self::Flip(at(rest)?)),
            Some(_) => Err(bad()),
        }
    }
}

macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident $word:literal { $($field:ident: $type:ty),* })*) => {
        /// One step. Numbers choose among what there is at that moment, so that a step keeps its meaning when
        /// others are taken out of the script.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(missing_docs, reason = "the fields are named for what they choose")]
        pub enum Step {
            $($(#[$doc])* $name { $($field: $type),* },)*
        }

        impl fmt::Display for Step {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name { $($field),* } => {
                        f.write_str($word)?;
                        $(write!(f, " {}", $field)?;)*
                        Ok(())
                    })*
                }
            }
        }

        impl FromStr for Step {
            type Err = ParseScriptError;

            fn from_str(line: &str) -> Result<Self, ParseScriptError> {
                let mut words = line.split_whitespace();
                let bad = || ParseScriptError(line.to_owned());
                let step = match words.next() {
                    $(Some($word) => Self::$name {
                        $($field: words.next().ok_or_else(bad)?.parse::<$type>().map_err(|_| bad())?),*
                    },)*
                    _ => return Err(bad()),
                };
                if words.next().is_some() { Err(bad()) } else { Ok(step) }
            }
        }
    };
}

steps! {
    /// Time goes by.
    Pass "pass" { seconds: u32 }
    /// A device's clock is set wrong by so much.
    Skew "skew" { device: u8, seconds: i32 }
    /// Files a report.
    Report "report" { device: u8 }
    /// Writes some fields of a case, beginning with this one.
    Edit "edit" { device: u8, case: u8, field: u8, width: u8 }
    /// Adds a note.
    Note "note" { device: u8, case: u8 }
    /// Moves a case's status.
    Status "status" { device: u8, case: u8, kind: u8 }
    /// Opens a case on the screen.
    View "view" { device: u8, case: u8 }
    /// Settles a field that has several versions.
    Resolve "resolve" { device: u8, case: u8, choice: u8 }
    /// Lets another organisation read compartments of a case.
    Grant "grant" { device: u8, case: u8, organisation: u8, set: u8 }
    /// Takes that away.
    Withdraw "withdraw" { device: u8, case: u8, organisation: u8 }
    /// A coordinator records a consent of a case, for so many days.
    Agree "agree" { device: u8, case: u8, days: u8 }
    /// A coordinator takes all consents of a case back.
    Disagree "disagree" { device: u8, case: u8 }
    /// A coordinator notes that a case is not for another organisation.
    Exclude "exclude" { device: u8, case: u8, organisation: u8 }
    /// A coordinator refers a case on the latest consent that the device shows; `how` chooses urgency, round and successor.
    Refer "refer" { device: u8, case: u8, organisation: u8, how: u8 }
    /// Somebody of the receiver answers a referral.
    Answer "answer" { device: u8, referral: u8, kind: u8 }
    /// The sender takes a referral back.
    Recall "recall" { device: u8, referral: u8 }
    /// Somebody writes a note into a referral.
    Remark "remark" { device: u8, referral: u8 }
    /// Opens a referral on the screen.
    Look "look" { device: u8, referral: u8 }
    /// An administrator's device invites, and a new device enrols at once, without a network.
    Join "join" { device: u8, role: u8 }
    /// An administrator's device removes another.
    Remove "remove" { device: u8, member: u8 }
    /// An administrator's device erases a case.
    Erase "erase" { device: u8, case: u8 }
    /// A device asks the server; its answer waits until it is heard.
    Ask "ask" { device: u8, budget: u8, fate: Fate }
    /// The device takes in the answer that waits.
    Hear "hear" { device: u8, fate: Fate }
    /// Asks and hears over a good link until nothing is left.
    Sync "sync" { device: u8 }
    /// A request that was delayed arrives.
    Arrive "arrive" { which: u8 }
    /// Somebody sends an old request again.
    Replay "replay" { which: u8 }
    /// The power of a device fails; it starts again from what is on its disk.
    Crash "crash" { device: u8 }
    /// The power fails during the next write of any device, after so many 256ths of it reached the disk.
    Torn "torn" { at: u8 }
    /// A copy of a device's database is kept.
    Snapshot "snapshot" { device: u8 }
    /// The device starts again from one of those copies, in a new place.
    Restore "restore" { device: u8, which: u8 }
    /// A copy of a device's database starts to live beside it.
    Clone "clone" { device: u8 }
    /// The operator makes a backup.
    Backup "backup" {}
    /// The operator restores one of the backups.
    Revert "revert" { which: u8 }
    /// The server's power fails; it starts again from what is on its disk.
    Fail "fail" {}
    /// The server's power fails during the next request, after so many 256ths of its writes reached the disk.
    Break "break" { at: u8 }
}

/// A seed and what happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// Seeds the randomness of every device and of the server.
    pub seed: u64,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// A line of a script that is not a step.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a step of a script: `{0}`")]
pub struct ParseScriptError(String);

impl Script {
    /// Whether anybody is referred in it.
    pub(super) fn refers(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Refer { .. }))
    }

    /// Reads what [`Script`]'s `Display` writes: `seed N`, then one step a line; blank lines and `#` comments are
    /// skipped.
    ///
    /// # Errors
    /// [`ParseScriptError`] names the first line that is not a step.
    pub fn parse(text: &str) -> Result<Self, ParseScriptError> {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        let mut script = Self { seed: 0, steps: Vec::new() };
        for line in lines.filter(|line| !line.is_empty()) {
            match line.strip_prefix("seed ") {
                Some(seed) => {
                    script.seed = seed.trim().parse().map_err(|_| ParseScriptError(line.to_owned()))?;
                }
                None => script.steps.push(line.parse()?),
            }
        }
        Ok(script)
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        self.steps.iter().try_for_each(|step| writeln!(f, "{step}"))
    }
}
