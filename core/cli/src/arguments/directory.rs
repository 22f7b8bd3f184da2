//! What can be typed about the directory of services.

use super::To;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum DirectoryCommand {
    /// Find services, the most useful first, with the reasons; works offline.
    Find(Box<Find>),
    /// Show everything that is known of a service.
    Show {
        /// Its code, name, id, or the beginning of the id.
        service: String,
    },
    /// Read a table of services: says row by row what would change, and with --apply changes it (coordinators).
    Import {
        /// The file, CSV.
        file: PathBuf,
        /// Take in the rows without faults.
        #[arg(long)]
        apply: bool,
    },
    /// Write the directory as a table that an import reads.
    Export {
        #[command(flatten)]
        to: To,
        /// With the hidden addresses that this device may read: keep such a file as safe as the shelters.
        #[arg(long, conflicts_with = "template")]
        with_hidden: bool,
        /// Only the names of the columns, to begin with.
        #[arg(long)]
        template: bool,
    },
    /// Say that something is wrong with a service; its owner sees it.
    Report {
        /// Its code, name, id, or the beginning of the id.
        service: String,
        /// full, closed, wrong-number or moved.
        what: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Find {
    /// Names of services, organisations, kinds or places, in either script, also misspelt.
    pub(crate) words: Vec<String>,
    /// Which kind of service: a code of the list of services; of several, one is enough.
    #[arg(long, value_delimiter = ',')]
    pub(crate) need: Vec<String>,
    /// Where help is needed: a division, district or upazila, by name in either script or by code.
    #[arg(long)]
    pub(crate) near: Option<String>,
    /// female, male, hijra_third_gender or other.
    #[arg(long)]
    pub(crate) sex: Option<String>,
    /// Whole years.
    #[arg(long, value_parser = clap::value_parser!(u8).range(..=120))]
    pub(crate) age: Option<u8>,
    /// What the service must be able to meet: disability_access, no_papers, at_night, …; all of them.
    #[arg(long, value_delimiter = ',')]
    pub(crate) needs: Vec<String>,
    /// Which language must be spoken: bn, rhg, …; of several, one is enough.
    #[arg(long, value_delimiter = ',')]
    pub(crate) language: Vec<String>,
    /// Leave away what is closed now.
    #[arg(long)]
    pub(crate) open_now: bool,
    /// For this case: whoever it must not reach is left away.
    #[arg(long)]
    pub(crate) case: Option<String>,
    /// Also those that are paused or closed.
    #[arg(long)]
    pub(crate) inactive: bool,
    /// How many.
    #[arg(long, default_value_t = 10)]
    pub(crate) limit: usize,
}
