//! What can be typed after `jonaki form`.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum FormCommand {
    /// Compile an XLSForm: a workbook (`.xlsx`), or a folder of `survey.csv`, `choices.csv` and `settings.csv`.
    Compile {
        /// Workbook or folder.
        form: PathBuf,
        /// Where the definition goes; beside the form by default.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Write a folder of CSV sheets as a workbook.
    Workbook {
        /// The folder.
        form: PathBuf,
        /// Where the workbook goes; beside the folder by default.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Tell everything that is wrong with an XLSForm.
    Check {
        /// Workbook or folder.
        form: PathBuf,
    },
    /// Show what a form asks, and where the answers go.
    Show {
        /// Workbook, folder or compiled definition.
        form: PathBuf,
    },
    /// Publish a form for your organisation.
    Publish {
        /// Workbook, folder or compiled definition.
        form: PathBuf,
        /// For everybody in the programme (on the device that made it).
        #[arg(long)]
        everybody: bool,
    },
    /// The forms of this device.
    List,
    /// Answer a form, by default the standard report, page by page; every answer is saved at once.
    Fill {
        /// The form's id.
        form: Option<String>,
        /// Write the answers into this case instead of a new report.
        #[arg(long)]
        about: Option<String>,
        /// Take the answers from a JSON file, by the names of the questions, and file it.
        #[arg(long)]
        answers: Option<PathBuf>,
        /// Go on with a draft.
        #[arg(long)]
        draft: Option<i64>,
    },
    /// Forms that were begun on this device.
    Drafts,
    /// Throw a draft away.
    Discard {
        /// Its number.
        draft: i64,
    },
    /// What was answered for a case, as it was asked.
    Answers {
        /// Short code, id or its beginning.
        case: String,
    },
}
