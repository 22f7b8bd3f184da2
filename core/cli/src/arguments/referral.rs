//! What can be typed about referrals.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum ReferralCommand {
    /// Ask a provider, or several at once, to help a child.
    Refer(Box<Refer>),
    /// Hand a whole case over: asks first, and goes once the other says yes.
    Transfer(Box<Transfer>),
    /// List referrals, the newest first: those that we received, or with --sent those that we made.
    Referrals {
        /// Those that we made.
        #[arg(long)]
        sent: bool,
        /// Only those of which something is still expected.
        #[arg(long)]
        open: bool,
        /// Only those of this case.
        #[arg(long)]
        case: Option<String>,
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Show a referral; a provider's first look is told to the sender.
    Referral {
        /// Short code, id or its beginning.
        referral: String,
    },
    /// Answer a referral, as the provider; works offline.
    Answer {
        /// Short code, id or its beginning.
        referral: String,
        /// accept, decline, needs-info, in-service, completed or not-completed.
        answer: String,
        /// The reason for decline and not-completed, the question for needs-info, full, partial or none for completed.
        detail: Option<String>,
        /// A note to the sender; sealed.
        #[arg(long)]
        note: Option<String>,
    },
    /// Take a referral back, as the sender.
    Recall {
        /// Short code, id or its beginning.
        referral: String,
        /// Why.
        reason: String,
    },
    /// Write a note into a referral: the sender's answer to a question, or what the provider has to tell.
    NoteReferral {
        /// Short code, id or its beginning.
        referral: String,
        /// The text; sealed.
        text: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Refer {
    /// Short code, id or its beginning.
    pub(crate) case: String,
    /// Who is asked: id, its beginning, or name. Several are asked at once, and the first yes leads.
    #[arg(long, required = true)]
    pub(crate) to: Vec<String>,
    /// For what: a code of the list of services.
    #[arg(long)]
    pub(crate) service: String,
    /// service_referral, request_for_information or police_complaint.
    #[arg(long, default_value = "service_referral")]
    pub(crate) kind: String,
    #[command(flatten)]
    pub(crate) terms: Terms,
    /// Who is asked next, if this one declines or does not answer.
    #[arg(long)]
    pub(crate) next: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Transfer {
    /// Short code, id or its beginning.
    pub(crate) case: String,
    /// Who is asked: id, its beginning, or name.
    #[arg(long)]
    pub(crate) to: String,
    /// For what: a code of the list of services.
    #[arg(long, default_value = "child_protection_service")]
    pub(crate) service: String,
    #[command(flatten)]
    pub(crate) terms: Terms,
}

#[derive(Debug, Args)]
pub(crate) struct Terms {
    /// The consent on which it rests: its number in `jonaki consent list`, its id or the beginning of it; the only one by
    /// default.
    #[arg(long)]
    pub(crate) consent: Option<String>,
    /// What is disclosed: groups of fields.
    #[arg(long, value_delimiter = ',', conflicts_with = "fields")]
    pub(crate) groups: Vec<String>,
    /// What is disclosed: just these fields.
    #[arg(long, value_delimiter = ',')]
    pub(crate) fields: Vec<String>,
    /// For what the data is used; the consent's purpose by default.
    #[arg(long)]
    pub(crate) purpose: Option<String>,
    /// How soon an answer is needed: 1_hour, 3_hours, 1_day, 3_days or 7_days.
    #[arg(long, default_value = "1_day")]
    pub(crate) urgency: String,
    /// Days after that in which it can still be taken up, 1 to 20.
    #[arg(long, default_value_t = 2)]
    pub(crate) grace_days: u8,
    /// A message to the provider; sealed.
    #[arg(long)]
    pub(crate) message: Option<String>,
    /// Only show exactly what would leave.
    #[arg(long)]
    pub(crate) preview: bool,
}
