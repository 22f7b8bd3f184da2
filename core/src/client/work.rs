//! The work on a case: triage, owner and team, tasks, plan, risk, links, flags, questions, closing.

mod new;
mod show;
mod steps;
mod waiting;
mod write;

use super::Client;
use crate::Error;
use crate::error::WorkFault;
use crate::ledger::referral;
use jonaki_document::referral::Progress;
use jonaki_document::{Edit, Scalar};
use jonaki_protocol::{CaseId, Compartment, DeviceId, DocumentId, EntryId};

pub use new::{NewAim, NewRisk, NewTask, Relation, StepKind, TeamPart, Triage};
pub(crate) use show::{day, due_task, rows};
pub(crate) use waiting::rows_waiting;

impl Client {
    /// Decides about a report.
    ///
    /// # Errors
    /// [`Error::Refused`] for a role that may not; [`Error::NotFound`]; [`Error::Field`] for an empty question.
    pub fn triage(&mut self, case: CaseId, triage: &Triage) -> Result<(), Error> {
        self.act(|session| match triage {
            Triage::Valid => session.open_case(case),
            Triage::DuplicateOf(other) => {
                session.add_card_event(case, "duplicate_of", &[("record", other.to_string().into())])
            }
            Triage::OutOfScope => session.add_card_event(case, "out_of_scope", &[]),
            Triage::NeedsInformation(question) => session.ask(case, question),
        })
    }

    /// Asks the reporter; the question is sealed, and shows on the reporter's phone.
    ///
    /// # Errors
    /// [`Error::Field`] for an empty or too long question; [`Error::Refused`]; [`Error::NotFound`].
    pub fn ask_reporter(&mut self, case: CaseId, question: &str) -> Result<(), Error> {
        self.act(|session| session.ask(case, question))
    }

    /// Answers a question, as the reporter.
    ///
    /// # Errors
    /// [`Error::Field`] for an empty or too long answer; [`Error::NotFound`].
    pub fn answer_question(&mut self, case: CaseId, question: EntryId, text: &str) -> Result<(), Error> {
        self.act(|session| {
            let of = ("of", Scalar::from(question.to_string()));
            session.write_note((case, Compartment::Account), text, &[of])
        })
    }

    /// The questions to the reporter that nobody has answered, the oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn open_questions(&mut self, case: CaseId) -> Result<Vec<(EntryId, String)>, Error> {
        self.act(|session| session.questions(case))
    }

    /// Adds a note that coordinators read and the reporter does not.
    ///
    /// # Errors
    /// [`Error::Field`] for an empty or too long note; [`Error::Refused`]; [`Error::NotFound`].
    pub fn add_work_note(&mut self, case: CaseId, text: &str) -> Result<(), Error> {
        self.act(|session| session.write_note((case, Compartment::Work), text, &[]))
    }

    /// Names the owner of a case. Two that are named at once are both shown until somebody chooses.
    ///
    /// # Errors
    /// [`Error::Refused`] with [`NotAllowed`](jonaki_protocol::Code::NotAllowed) for a device that does not coordinate; [`Error::NotFound`].
    pub fn set_owner(&mut self, case: CaseId, owner: DeviceId) -> Result<(), Error> {
        self.act(|session| {
            session.coordinating(owner)?;
            session.work_entry(case, Edit::set("owner", owner.to_string().into()))
        })
    }

    /// Adds somebody to the team.
    ///
    /// # Errors
    /// As [`Client::set_owner`].
    pub fn add_to_team(&mut self, case: CaseId, device: DeviceId, part: TeamPart) -> Result<EntryId, Error> {
        let part = match part {
            TeamPart::Member => "member",
            TeamPart::Supervisor => "supervisor",
            TeamPart::Watcher => "watcher",
        };
        self.act(|session| {
            session.coordinating(device)?;
            let words = [("device", Some(device.to_string())), ("part", Some(part.to_owned()))];
            let words = words.each_ref().map(|(name, value)| (*name, value.as_deref()));
            session.add_work(case, "team", &words)
        })
    }

    /// Adds a task.
    ///
    /// # Errors
    /// [`Error::Field`] for a code, day or text that is not taken; [`Error::Refused`]; [`Error::NotFound`].
    pub fn add_task(&mut self, case: CaseId, new: &NewTask) -> Result<EntryId, Error> {
        self.act(|session| session.add_task(case, new))
    }

    /// Adds an aim to the plan.
    ///
    /// # Errors
    /// As [`Client::add_task`].
    pub fn add_aim(&mut self, case: CaseId, new: &NewAim) -> Result<EntryId, Error> {
        let words = [
            ("goal", Some(new.goal.as_str())),
            ("need", new.need.as_deref()),
            ("service", new.service.as_deref()),
            ("responsible", new.responsible.as_deref()),
            ("due", new.due.as_deref()),
        ];
        self.act(|session| session.add_work(case, "plan", &words))
    }

    /// Judges the danger.
    ///
    /// # Errors
    /// As [`Client::add_task`].
    pub fn assess_risk(&mut self, case: CaseId, new: &NewRisk) -> Result<EntryId, Error> {
        let words = [
            ("level", Some(new.level.as_str())),
            ("until", Some(new.until.as_str())),
            ("individual", new.individual.as_deref()),
            ("household", new.household.as_deref()),
            ("community", new.community.as_deref()),
        ];
        self.act(|session| session.add_work(case, "risks", &words))
    }

    /// Links another case, on both where this device can write both.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`].
    pub fn link_case(&mut self, case: CaseId, other: CaseId, relation: Relation) -> Result<EntryId, Error> {
        let relation = match relation {
            Relation::Family => "family",
            Relation::SameEvent => "same_event",
            Relation::SameChild => "same_child",
            Relation::Other => "other",
        };
        self.act(|session| {
            let (one, two) = (case.to_string(), other.to_string());
            let link = |record| [("record", Some(record)), ("relation", Some(relation))];
            match session.add_work(other, "links", &link(one.as_str())) {
                Ok(_) | Err(Error::NotFound | Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
            session.add_work(case, "links", &link(two.as_str()))
        })
    }

    /// Raises a flag.
    ///
    /// # Errors
    /// As [`Client::add_task`].
    pub fn add_flag(&mut self, case: CaseId, text: &str, until: Option<&str>) -> Result<EntryId, Error> {
        self.act(|session| session.add_work(case, "flags", &[("text", Some(text)), ("until", until)]))
    }

    /// Says what became of a task, an aim, a link, a member of the team or a flag. A repeating task that is done comes again.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the case has no such entry; [`Error::Field`]; [`Error::Refused`].
    pub fn step(
        &mut self,
        case: CaseId,
        of: EntryId,
        kind: StepKind,
        due: Option<&str>,
        text: Option<&str>,
    ) -> Result<(), Error> {
        self.act(|session| {
            let id = DocumentId { record: case, compartment: Compartment::Work };
            let work = session.document(id)?.ok_or(Error::NotFound)?;
            let maps = ["tasks", "plan", "links", "team", "flags"];
            if !maps.iter().any(|map| work.entries(map).iter().any(|entry| entry.id == of)) {
                return Err(Error::NotFound);
            }
            if kind == StepKind::Postponed && due.is_none() {
                return Err(Error::Field { field: "due".to_owned() });
            }
            let of = of.to_string();
            let words =
                [("of", Some(of.as_str())), ("kind", Some(kind.name())), ("due", due), ("text", text)];
            session.add_work(case, "steps", &words).map(drop)
        })
    }

    /// Closes a case, for a reason's code. Where the organisation has another device that coordinates, this asks for a second
    /// person, who closes it the same way; `true`: it is closed now.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Field`] for an unknown reason; [`Error::NotFound`].
    pub fn close_case(&mut self, case: CaseId, reason: &str) -> Result<bool, Error> {
        self.act(|session| {
            let asked = session.closings(case)?;
            let me = session.me.profile.device();
            let second = asked.iter().any(|(_, by)| *by != me);
            if second || !session.has_colleague() {
                let reason = asked.into_iter().next().map_or_else(|| reason.to_owned(), |(asked, _)| asked);
                session.add_card_event(case, "closed", &[("reason", reason.as_str().into())])?;
                return Ok(true);
            }
            if asked.is_empty() {
                session.add_card_event(case, "closure_asked", &[("reason", reason.into())])?;
            }
            Ok(false)
        })
    }

    /// Says no to a closing that somebody asked for.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody asked; [`Error::Refused`].
    pub fn refuse_closing(&mut self, case: CaseId) -> Result<(), Error> {
        self.act(|session| {
            session.closings(case)?.first().ok_or(Error::NotFound)?;
            session.add_card_event(case, "closure_refused", &[])
        })
    }

    /// Notes why a child is not referred: no service there is, or help is not wanted. Also after referrals that ended without
    /// help.
    ///
    /// # Errors
    /// [`Error::Work`] where a referral of the case is open or brought help; [`Error::Field`] for an unknown reason;
    /// [`Error::Refused`]; [`Error::NotFound`].
    pub fn not_referred(&mut self, case: CaseId, reason: &str) -> Result<(), Error> {
        self.act(|session| {
            let now = session.server_time()?.0;
            let ours = session.me.profile.organisation;
            let rows = referral::of_case(session.tx, case)?;
            let stands = |row: &referral::Row| {
                let status = row.status(now);
                let helped =
                    status.progress == Progress::Completed && status.outcome.as_deref() != Some("none");
                status.is_open() || helped
            };
            if rows.iter().any(|row| row.header.from == ours && stands(row)) {
                return Err(Error::Work(WorkFault::Referred));
            }
            session.add_card_event(case, "not_referred", &[("reason", reason.into())])
        })
    }
}
