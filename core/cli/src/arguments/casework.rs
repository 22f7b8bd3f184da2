//! What can be typed about the work on a case.

use super::{ConsentCommand, Whom};
use clap::{Args, Subcommand};

/// A day is `YYYY-MM-DD`, or `+7`: in so many days.
#[derive(Debug, Subcommand)]
pub(crate) enum WorkCommand {
    /// What waits for me, the most urgent first.
    Queue {
        /// How many lines of each section.
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// Only one section: overdue, urgent, to_answer, asked, without_help, questions, closings, new or tasks.
        #[arg(long)]
        only: Option<String>,
        /// How many lines to leave out: those that were shown before.
        #[arg(long, default_value_t = 0)]
        skip: usize,
    },
    /// Decide about a report.
    Triage {
        /// Short code, id or its beginning.
        case: String,
        /// valid, duplicate-of, out-of-scope or needs-info.
        decision: String,
        /// The other case for duplicate-of, the question for needs-info.
        detail: Option<String>,
    },
    /// Questions to the reporter that nobody has answered.
    Questions {
        /// Short code, id or its beginning.
        case: String,
    },
    /// Answer a question, as the reporter.
    Reply {
        /// Short code, id or its beginning.
        case: String,
        /// Its number in `jonaki questions`, its id or the beginning of it.
        question: String,
        /// The answer.
        text: String,
    },
    /// Consents of a case, and other grounds in their place.
    Consent {
        #[command(subcommand)]
        command: ConsentCommand,
    },
    /// Say whom a case must never reach, or take that back.
    Exclude {
        /// Short code, id or its beginning.
        case: String,
        #[command(flatten)]
        whom: Whom,
    },
    /// Tasks of a case.
    Task {
        #[command(subcommand)]
        command: TaskCommand,
    },
    /// Add an aim to the plan.
    Plan {
        /// Short code, id or its beginning.
        case: String,
        /// What is wanted.
        goal: String,
        /// Why.
        #[arg(long)]
        need: Option<String>,
        /// Through which service.
        #[arg(long)]
        service: Option<String>,
        /// By whom.
        #[arg(long)]
        responsible: Option<String>,
        /// Until which day.
        #[arg(long)]
        due: Option<String>,
    },
    /// Judge the danger.
    Risk {
        /// Short code, id or its beginning.
        case: String,
        /// low, medium or high.
        level: String,
        /// Until which day it counts.
        #[arg(long, default_value = "+30")]
        until: String,
        /// Of the child itself.
        #[arg(long)]
        individual: Option<String>,
        /// Of the household.
        #[arg(long)]
        household: Option<String>,
        /// Of the surroundings.
        #[arg(long)]
        community: Option<String>,
    },
    /// Link two cases.
    Link {
        /// Short code, id or its beginning.
        case: String,
        /// The other case.
        other: String,
        /// family, same_event, same_child or other.
        relation: String,
    },
    /// Raise a flag.
    Flag {
        /// Short code, id or its beginning.
        case: String,
        /// What to keep in mind.
        text: String,
        /// Until which day.
        #[arg(long)]
        until: Option<String>,
    },
    /// Name the owner of a case.
    Owner {
        /// Short code, id or its beginning.
        case: String,
        /// Device id of `jonaki members`, its beginning, or `me`.
        device: String,
    },
    /// Add somebody to the team.
    Team {
        /// Short code, id or its beginning.
        case: String,
        /// Device id of `jonaki members`, its beginning, or `me`.
        device: String,
        /// member, supervisor or watcher.
        #[arg(default_value = "member")]
        part: String,
    },
    /// Say what became of a task, an aim, a link, a member of the team or a flag.
    Step {
        /// Short code, id or its beginning.
        case: String,
        /// Its id in `jonaki work`, or the beginning of it.
        of: String,
        /// done, not_found, postponed, cancelled, removed or reopened.
        step: String,
        /// A new day, for postponed.
        #[arg(long)]
        due: Option<String>,
        /// In words.
        #[arg(long)]
        text: Option<String>,
    },
    /// Add a note that coordinators read and the reporter does not.
    WorkNote {
        /// Short code, id or its beginning.
        case: String,
        /// The text.
        text: String,
    },
    /// The whole work on a case.
    Work {
        /// Short code, id or its beginning.
        case: String,
    },
    /// Say why a child is not referred.
    NotReferred {
        /// Short code, id or its beginning.
        case: String,
        /// no_service_available, help_not_wanted, safety or other.
        reason: String,
    },
    /// Close a case; where there is a second coordinator, that one must close it too.
    Close {
        /// Short code, id or its beginning.
        case: String,
        /// Why, a code of the list of closing reasons.
        #[arg(conflicts_with = "refuse")]
        reason: Option<String>,
        /// Say no to a closing that somebody asked for.
        #[arg(long)]
        refuse: bool,
    },
    /// What is due by today: tasks, and referrals that nobody answered.
    Due {
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Who saw a case, and who may.
    WhoSaw {
        /// Short code, id or its beginning.
        case: String,
    },
    /// Do now what time and consent ask for: every sync does it too.
    Rules,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TaskCommand {
    /// Add one.
    Add {
        /// Short code, id or its beginning.
        case: String,
        /// What kind: home_visit, phone_call, …
        kind: String,
        /// By which day.
        due: String,
        /// weekly, monthly or quarterly.
        #[arg(long)]
        repeats: Option<String>,
        /// Who is to do it: device id, its beginning, or `me`.
        #[arg(long)]
        assigned: Option<String>,
        /// For which referral.
        #[arg(long)]
        referral: Option<String>,
        /// In words.
        #[arg(long)]
        text: Option<String>,
    },
    /// It is done.
    Done {
        #[command(flatten)]
        task: OneTask,
    },
    /// It is done another day.
    Postpone {
        #[command(flatten)]
        task: OneTask,
        /// The new day.
        due: String,
    },
    /// It is not to be done any more.
    Cancel {
        #[command(flatten)]
        task: OneTask,
    },
    /// Tasks of a case.
    List {
        /// Short code, id or its beginning.
        case: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct OneTask {
    /// Short code, id or its beginning.
    pub(crate) case: String,
    /// Its number in `jonaki task list`, its id or the beginning of it.
    pub(crate) task: String,
    /// In words.
    #[arg(long)]
    pub(crate) text: Option<String>,
}
