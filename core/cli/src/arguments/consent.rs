//! What can be typed about consents, and whom a case must not reach.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Whom {
    /// One organisation: id, its beginning, or name.
    #[arg(long)]
    pub(crate) organisation: Option<String>,
    /// Every organisation of a kind.
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// Take an exclusion back: its id in `jonaki work`, or the beginning of it.
    #[arg(long)]
    pub(crate) lift: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConsentCommand {
    /// Record what somebody agreed to.
    Give {
        /// Short code, id or its beginning.
        case: String,
        /// self, guardian, child_assent_guardian, or none with another basis.
        #[arg(long)]
        giver: String,
        /// What may be disclosed: situation, story, name, contact, family, papers, place, needs, safety, answers.
        #[arg(long, value_delimiter = ',', required = true)]
        groups: Vec<String>,
        /// services, share_with_provider, share_with_police, statistics or media.
        #[arg(long, default_value = "services")]
        purpose: String,
        /// For how many days.
        #[arg(long, default_value_t = 90)]
        days: u16,
        /// Only to this organisation: id, its beginning, or name.
        #[arg(long)]
        organisation: Option<String>,
        /// Only for this service.
        #[arg(long)]
        service: Option<String>,
        /// written, verbal, thumb or audio.
        #[arg(long)]
        how: Option<String>,
        /// Where nobody agreed: on what it rests. A second person must confirm it.
        #[arg(long)]
        basis: Option<String>,
        /// In which language it was explained.
        #[arg(long)]
        language: Option<String>,
        /// How it came about; sealed.
        #[arg(long)]
        text: Option<String>,
    },
    /// Every consent that was given.
    List {
        /// Short code, id or its beginning.
        case: String,
    },
    /// Confirm another basis than consent, on another device than the one that recorded it.
    Approve {
        /// Short code, id or its beginning.
        case: String,
        /// Its number in `jonaki consent list`, its id or the beginning of it.
        consent: String,
    },
    /// Take a consent back: referrals that rest on it end at once.
    Withdraw {
        /// Short code, id or its beginning.
        case: String,
        /// Its number in `jonaki consent list`, its id or the beginning of it.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        consent: Option<String>,
        /// All of them.
        #[arg(long)]
        all: bool,
    },
}
