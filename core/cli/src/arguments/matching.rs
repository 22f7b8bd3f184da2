//! What can be typed about the same child in two organisations.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum MatchingCommand {
    /// Who compares fingerprints across organisations, and what this device has to do with it.
    Status,
    /// Say which organisation compares, and make a new key (on the device that made the programme). It is never given
    /// the key; choose one that keeps few cases, for its own are not compared.
    By {
        /// Id, its beginning, or name; `nobody` ends the comparing.
        organisation: String,
    },
    /// Make a new key for the same organisation: when somebody who had the key has left (on the device that made the
    /// programme).
    Renew,
    /// Pairs of cases that may be of one child, the likeliest first (the organisation that compares).
    Pairs {
        /// How many.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Tell those who keep two cases that they may be of one child.
    Tell {
        /// Short code or id of the one case.
        one: String,
        /// Short code or id of the other.
        other: String,
    },
    /// Put a pair away: not of one child.
    Dismiss {
        /// Short code or id of the one case.
        one: String,
        /// Short code or id of the other.
        other: String,
    },
    /// Of which other cases this one may be the same child's, and whom to ask. `jonaki link` links them.
    Of {
        /// Short code, id or its beginning.
        case: String,
    },
}
