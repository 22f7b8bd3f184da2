//! What can be typed.

mod casework;
mod consent;
mod directory;
mod exchange;
mod form;
mod matching;
mod referral;

pub(crate) use casework::{OneTask, TaskCommand, WorkCommand};
pub(crate) use consent::{ConsentCommand, Whom};
pub(crate) use directory::{DirectoryCommand, Find};
pub(crate) use exchange::{ExportCommand, To};
pub(crate) use form::FormCommand;
pub(crate) use matching::MatchingCommand;
pub(crate) use referral::{Refer, ReferralCommand, Terms, Transfer};

use clap::{Parser, Subcommand, ValueEnum};
use jonaki_core::Language;
use std::path::PathBuf;

/// Language of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Bangla.
    Bn,
    /// English.
    En,
}

/// Jonaki's terminal client: file cases offline, work on them, sync.
#[derive(Debug, Parser)]
#[command(name = "jonaki", version)]
pub(crate) struct Arguments {
    /// Folder of this device: its database, the database's key and the token of its place. A terminal has no keystore,
    /// so the key is a file that only you can read.
    #[arg(long, global = true, env = "JONAKI_HOME")]
    pub(crate) home: Option<PathBuf>,
    /// Language of texts.
    #[arg(long, global = true, value_enum, default_value = "en")]
    pub(crate) lang: Lang,
    /// Print JSON instead of a table.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a programme; the recovery sheet is shown once.
    Programme {
        #[command(subcommand)]
        command: ProgrammeCommand,
    },
    /// Add an organisation (on the device that made the programme).
    Organisation {
        #[command(subcommand)]
        command: OrganisationCommand,
    },
    /// List organisations.
    Organisations,
    /// Invite a device: prints a link and a QR code, usable once, for 72 hours.
    Invite {
        /// reporter, coordinator, provider or admin.
        #[arg(long)]
        role: String,
        /// Organisation: id, its beginning, or name; this device's own by default.
        #[arg(long)]
        organisation: Option<String>,
        /// Leave the QR code out.
        #[arg(long)]
        no_qr: bool,
    },
    /// Enrol this device with an invite; works offline.
    Enrol {
        /// The link.
        link: String,
        /// Only verify and show what the invite offers.
        #[arg(long)]
        check: bool,
    },
    /// Forms: compile, publish, answer.
    Form {
        #[command(subcommand)]
        command: FormCommand,
    },
    /// File a report from a JSON file (`-`: standard input).
    Report {
        /// The file.
        file: PathBuf,
    },
    /// File many reports, one JSON object a line.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Export cases for partners, or one case as a page (coordinators).
    Export {
        #[command(subcommand)]
        command: ExportCommand,
    },
    /// Read a partner's HTCDS file: says row by row what would be filed, and with --apply files it (coordinators).
    ImportHtcds {
        /// The file.
        file: PathBuf,
        /// File each case as a new report.
        #[arg(long)]
        apply: bool,
    },
    /// The directory of services.
    Directory {
        #[command(subcommand)]
        command: DirectoryCommand,
    },
    /// List cases, newest first.
    Cases {
        /// saved, stored, seen, referred or closed.
        #[arg(long)]
        state: Option<String>,
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Show a case; a coordinator's first look is told to the reporter.
    Show {
        /// Short code, id or its beginning.
        case: String,
    },
    /// Write fields of a case.
    Edit {
        /// Short code, id or its beginning.
        case: String,
        /// FIELD=VALUE; an empty value clears the field.
        #[arg(required = true)]
        fields: Vec<String>,
    },
    /// Settle a field that has several versions.
    Resolve {
        /// Short code, id or its beginning.
        case: String,
        /// The field.
        field: String,
        /// 0 keeps the version shown first, 1 and up choose among the others.
        choice: usize,
    },
    /// Add a note.
    Note {
        /// Short code, id or its beginning.
        case: String,
        /// The text.
        text: String,
    },
    /// Move a case's status: screening, opened, on_hold, closed, reopened, duplicate_of, out_of_scope.
    Mark {
        /// Short code, id or its beginning.
        case: String,
        /// The step.
        step: String,
        /// The reason's code, or the other case for duplicate_of.
        detail: Option<String>,
    },
    /// Cases with several versions of a field.
    Conflicts,
    /// Send and receive.
    Sync,
    /// Search the readable text of all cases.
    Search {
        /// What to look for; the last word may be a beginning.
        text: String,
        /// How many.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// The state of this device.
    Status,
    /// Verify everything that this device holds of the server's log; a proof that the server shows two logs is printed, and
    /// the exit code is 1 then.
    VerifyLog,
    /// Compare with other devices what the server signed for each.
    Checkpoint {
        #[command(subcommand)]
        command: CheckpointCommand,
    },
    /// Devices that this one knows.
    Members,
    /// Remove a device of this organisation and renew the keys.
    Remove {
        /// Device id.
        member: String,
    },
    /// Let an organisation or device read parts of a case.
    Grant {
        /// Short code, id or its beginning.
        case: String,
        /// An organisation: name, id, or its beginning; or `device:` and a device's id or its beginning.
        to: String,
        /// account, identity, safety.
        #[arg(required = true)]
        compartments: Vec<String>,
    },
    /// Take access to a case away.
    Withdraw {
        /// Short code, id or its beginning.
        case: String,
        /// An organisation: name, id, or its beginning; or `device:` and a device's id or its beginning.
        from: String,
    },
    /// Erase a case for everybody, for ever (administrators).
    Erase {
        /// Short code, id or its beginning.
        case: String,
    },
    /// What the server refused, with what was typed.
    Refused,
    /// Put a refused entry away.
    Dismiss {
        /// Its number.
        id: i64,
    },
    /// Save what can be read from a damaged database; the damaged file is kept.
    Salvage,
    #[command(flatten)]
    Work(WorkCommand),
    #[command(flatten)]
    Referral(ReferralCommand),
    /// The same child in two organisations: who compares, what was found, whom to ask.
    Matching {
        #[command(subcommand)]
        command: MatchingCommand,
    },
}

impl Lang {
    /// As the core has it.
    pub(crate) fn language(self) -> Language {
        match self {
            Self::Bn => Language::Bangla,
            Self::En => Language::English,
        }
    }

    /// BCP 47.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Bn => "bn",
            Self::En => "en",
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum CheckpointCommand {
    /// Print what the server signed for this device, to be compared on another.
    Export,
    /// Compare with what another device exported (`-`: standard input); exit code 1 where the server signed two things.
    Compare {
        /// The file.
        file: PathBuf,
    },
    /// Go on syncing in spite of the proofs, which stay.
    Settle,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProgrammeCommand {
    /// Make a programme on a server.
    New {
        /// The line that `jonaki-server init` printed.
        #[arg(long)]
        server: String,
        /// Type of your organisation: ngo, shelter, …
        #[arg(long, default_value = "ngo")]
        kind: String,
        /// Its name in Bangla.
        #[arg(long)]
        name_bn: String,
        /// Its name in English.
        #[arg(long)]
        name_en: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrganisationCommand {
    /// Add one; then invite its administrator with `invite --organisation ID --role admin`.
    New {
        /// Type: ngo, shelter, …
        #[arg(long, default_value = "ngo")]
        kind: String,
        /// Name in Bangla.
        #[arg(long)]
        name_bn: String,
        /// Name in English.
        #[arg(long)]
        name_en: String,
    },
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_is_valid() {
        Arguments::command().debug_assert();
    }
}
