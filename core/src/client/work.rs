//! The work on a case: triage, owner and team, tasks, plan, risk, links, flags, questions, closing.

mod show;

use super::{Client, Session};
use crate::Error;
use jonaki_document::{Edit, Entry, Scalar};
use jonaki_protocol::{CaseId, Code, Compartment, DeviceId, DocumentId, EntryId, RecordId, Role};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use show::rows;

/// What a coordinator decides about a new report.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Triage {
    /// It is a case: opened, with the monthly duty to inform the victim, and this device as its owner.
    Valid,
    /// The same as another case.
    DuplicateOf(CaseId),
    /// Not for this programme.
    OutOfScope,
    /// It needs an answer of the reporter, whose phone shows the question.
    NeedsInformation(String),
}

impl std::fmt::Debug for Triage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Valid => "Valid",
            Self::DuplicateOf(_) => "DuplicateOf",
            Self::OutOfScope => "OutOfScope",
            Self::NeedsInformation(_) => "NeedsInformation",
        })
    }
}

/// Something to be done. `Debug` shows no words.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewTask {
    /// A code of the list `follow_up_kind`, or `other`.
    pub kind: String,
    /// By which day, `YYYY-MM-DD`.
    pub due: String,
    /// `weekly`, `monthly` or `quarterly`.
    pub repeats: Option<String>,
    /// Who is to do it.
    pub assigned: Option<DeviceId>,
    /// For which referral.
    pub referral: Option<RecordId>,
    /// In words.
    pub text: Option<String>,
}

/// An aim of the plan. `Debug` shows no words.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewAim {
    /// What is wanted.
    pub goal: String,
    /// Why.
    pub need: Option<String>,
    /// Through which service: a code of the list `service_types`.
    pub service: Option<String>,
    /// By whom.
    pub responsible: Option<String>,
    /// Until which day.
    pub due: Option<String>,
}

/// A judgement of how much danger there is. `Debug` shows no words.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewRisk {
    /// `low`, `medium` or `high`.
    pub level: String,
    /// Until which day it counts.
    pub until: String,
    /// Of the child itself.
    pub individual: Option<String>,
    /// Of the household.
    pub household: Option<String>,
    /// Of the surroundings.
    pub community: Option<String>,
}

macro_rules! silent {
    ($($name:ident)*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        })*
    };
}

silent! { NewTask NewAim NewRisk }

/// What became of a task, an aim, a link, a member of the team or a flag.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Done.
    Done,
    /// Nobody was found.
    NotFound,
    /// On another day.
    Postponed,
    /// Not to be done any more.
    Cancelled,
    /// Taken back.
    Removed,
    /// To be done again.
    Reopened,
}

impl StepKind {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotFound => "not_found",
            Self::Postponed => "postponed",
            Self::Cancelled => "cancelled",
            Self::Removed => "removed",
            Self::Reopened => "reopened",
        }
    }
}

/// How two cases belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// One family.
    Family,
    /// One event.
    SameEvent,
    /// Probably the same child.
    SameChild,
    /// Otherwise.
    Other,
}

/// What somebody is to a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamPart {
    /// Works on it.
    Member,
    /// Approves.
    Supervisor,
    /// Is told.
    Watcher,
}

/// A map of the work document with the words that an entry of it takes.
type Words<'a> = [(&'static str, Option<&'a str>)];

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
    /// [`Error::Refused`] with [`Code::NotAllowed`] for a device that does not coordinate; [`Error::NotFound`].
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
            let asked = session.closing(case)?;
            let me = session.me.profile.device();
            let second = asked.as_ref().is_some_and(|(_, by)| *by != me);
            if second || !session.has_colleague() {
                let reason = asked.map_or_else(|| reason.to_owned(), |(asked, _)| asked);
                session.add_card_event(case, "closed", &[("reason", reason.as_str().into())])?;
                return Ok(true);
            }
            if asked.is_none() {
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
            session.closing(case)?.ok_or(Error::NotFound)?;
            session.add_card_event(case, "closure_refused", &[])
        })
    }

    /// Notes why a child is not referred: no service there is, or help is not wanted.
    ///
    /// # Errors
    /// [`Error::Field`] for an unknown reason; [`Error::Refused`]; [`Error::NotFound`].
    pub fn not_referred(&mut self, case: CaseId, reason: &str) -> Result<(), Error> {
        self.act(|session| session.add_card_event(case, "not_referred", &[("reason", reason.into())]))
    }
}

impl Session<'_, '_> {
    fn open_case(&mut self, case: CaseId) -> Result<(), Error> {
        let me = self.me.profile.device();
        let (_, opened) = self.card_event("opened", &[])?;
        let duty = NewTask {
            kind: "monthly_victim_information".to_owned(),
            due: day_after(self.server_time()?.0, 30),
            repeats: Some("monthly".to_owned()),
            assigned: None,
            referral: None,
            text: None,
        };
        let owner = Edit::set("owner", me.to_string().into());
        let mut work = vec![self.work_edit("tasks", &task_words(&duty))?.1];
        let known = self.document(DocumentId { record: case, compartment: Compartment::Work })?;
        if known.is_none_or(|work| work.field("owner").is_none()) {
            work.push(owner);
        }
        self.work_on(case, BTreeMap::from([(Compartment::Card, vec![opened]), (Compartment::Work, work)]))
    }

    fn ask(&mut self, case: CaseId, question: &str) -> Result<(), Error> {
        self.write_note((case, Compartment::Account), question, &[("asks", Scalar::Bool(true))])?;
        self.add_card_event(case, "asked", &[])
    }

    fn write_note(
        &mut self,
        (case, compartment): (CaseId, Compartment),
        text: &str,
        more: &[(&str, Scalar)],
    ) -> Result<(), Error> {
        if text.trim().is_empty() {
            return Err(Error::Field { field: "notes.text".to_owned() });
        }
        let mut fields = vec![("text", text.into()), ("at", self.hour()?)];
        fields.extend(more.iter().cloned());
        let note = Edit::add_entry("notes", EntryId::from_bytes(self.random()), &fields);
        self.work_on(case, BTreeMap::from([(compartment, vec![note])]))
    }

    pub(super) fn questions(&mut self, case: CaseId) -> Result<Vec<(EntryId, String)>, Error> {
        let id = DocumentId { record: case, compartment: Compartment::Account };
        let Some(account) = self.document(id)? else { return Ok(Vec::new()) };
        let notes = account.entries("notes");
        let answered: BTreeSet<String> =
            notes.iter().filter_map(|note| note.text("of").map(str::to_owned)).collect();
        let mut open: Vec<_> = notes
            .iter()
            .filter(|note| note.get("asks") == Some(&Scalar::Bool(true)))
            .filter(|note| !answered.contains(&note.id.to_string()))
            .collect();
        open.sort_by_key(|note| (note.int("at"), note.id));
        let shown = |note: &Entry| (note.id, note.text("text").unwrap_or_default().to_owned());
        Ok(open.into_iter().map(shown).collect())
    }

    fn add_task(&mut self, case: CaseId, new: &NewTask) -> Result<EntryId, Error> {
        let assigned = new.assigned.map(|device| device.to_string());
        let referral = new.referral.map(|record| record.to_string());
        let mut words = task_words(new).to_vec();
        words.push(("assigned", assigned.as_deref()));
        words.push(("referral", referral.as_deref()));
        self.add_work(case, "tasks", &words)
    }

    /// An entry of the work document, with its id.
    fn work_edit(&mut self, map: &str, words: &Words<'_>) -> Result<(EntryId, Edit), Error> {
        let id = EntryId::from_bytes(self.random());
        let mut fields = vec![("at", self.hour()?)];
        fields.extend(words.iter().filter_map(|(name, value)| Some((*name, Scalar::from((*value)?)))));
        Ok((id, Edit::add_entry(map, id, &fields)))
    }

    fn add_work(&mut self, case: CaseId, map: &str, words: &Words<'_>) -> Result<EntryId, Error> {
        let (id, edit) = self.work_edit(map, words)?;
        self.work_entry(case, edit)?;
        Ok(id)
    }

    fn work_entry(&mut self, case: CaseId, edit: Edit) -> Result<(), Error> {
        self.work_on(case, BTreeMap::from([(Compartment::Work, vec![edit])]))
    }

    /// A closing that waits for a second person: its reason and who asked.
    pub(super) fn closing(&mut self, case: CaseId) -> Result<Option<(String, DeviceId)>, Error> {
        let id = DocumentId { record: case, compartment: Compartment::Card };
        let card = self.document(id)?.ok_or(Error::NotFound)?;
        Ok(show::closing(&card))
    }

    /// Whether this device's organisation has another one that coordinates.
    fn has_colleague(&self) -> bool {
        let (me, ours) = (self.me.profile.device(), self.me.profile.organisation);
        self.me.directory.members().any(|(device, member)| {
            *device != me && member.organisation == ours && member.is_active() && member.role.coordinates()
        })
    }

    fn coordinating(&self, device: DeviceId) -> Result<(), Error> {
        let role = self.me.directory.member(&device).filter(|member| member.is_active());
        let role = role.map(|member| member.role).or({
            let own = device == self.me.profile.device();
            own.then_some(self.me.profile.role)
        });
        match role {
            Some(role) if role.coordinates() => Ok(()),
            Some(Role::Reporter | Role::Provider | Role::Coordinator | Role::Admin) => {
                Err(Error::Refused(Code::NotAllowed))
            }
            None => Err(Error::NotFound),
        }
    }
}

fn task_words(new: &NewTask) -> [(&'static str, Option<&str>); 4] {
    [
        ("kind", Some(new.kind.as_str())),
        ("due", Some(new.due.as_str())),
        ("repeats", new.repeats.as_deref()),
        ("text", new.text.as_deref()),
    ]
}

/// The day so many days after a moment, in Bangladesh.
pub(crate) fn day_after(seconds: i64, days: u16) -> String {
    show::day(seconds + i64::from(days) * 24 * 3600)
}
