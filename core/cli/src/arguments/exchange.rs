//! What can be typed about exports.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Cases as HTCDS 2.0, one row for each victim, with the file of referrals beside it.
    Htcds {
        #[command(flatten)]
        to: To,
        /// Fill the columns that tell who somebody is. Everybody who gets the file then knows.
        #[arg(long)]
        with_identity: bool,
        /// The header as IOM's workbook has it.
        #[arg(long)]
        iom_header: bool,
        /// Add columns with our ids, so that an import puts the victims of a case together again.
        #[arg(long)]
        ids: bool,
        /// Begin with a byte order mark: some spreadsheet programs need it to show Bangla.
        #[arg(long)]
        bom: bool,
    },
    /// Cases in the columns of the CTDC dataset, without identity: for a named recipient, never for publication.
    Ctdc {
        #[command(flatten)]
        to: To,
    },
    /// One case as a page to read or print (HTML).
    Page {
        /// Short code, id or its beginning.
        case: String,
        #[command(flatten)]
        to: To,
        /// Show names, addresses and what people said.
        #[arg(long)]
        with_identity: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct To {
    /// The file; only you can read it.
    pub(crate) file: PathBuf,
    /// Write over a file that is there.
    #[arg(long)]
    pub(crate) force: bool,
}
