//! The work on a case as shells draw it: what was written, and what its steps make of it.

use super::steps::Steps;
use crate::Error;
use crate::client::{Client, Session};
use crate::ledger::{case_row, deed, keys, referral, task};
use crate::view::{
    Accessed, CaseWork, ClockView, ConsentView, DueView, FlagView, LinkView, NoteView, RiskView, SeenBy,
    TaskView, TeamView,
};
use jonaki_document::referral::{CaseTerms, FieldGroup};
use jonaki_document::{Document, Entry};
use jonaki_protocol::{CaseId, Compartment, DeviceId, DocumentId, EntryId, Principal, RecordId, Timestamp};
use std::collections::BTreeMap;

impl Client {
    /// What coordinators plan, judge and agree on a case. Empty parts where this device may not read the work.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn case_work(&mut self, case: CaseId) -> Result<CaseWork, Error> {
        self.act(|session| session.case_work(case))
    }

    /// What is due by now: tasks up to today, and referrals that nobody answered in time. The oldest first.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn due(&mut self, limit: usize) -> Result<Vec<DueView>, Error> {
        self.act(|session| session.due(limit))
    }

    /// Who saw a case: views, organisations with access, what was disclosed, and what this device gave out.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn who_saw(&mut self, case: CaseId) -> Result<Accessed, Error> {
        self.act(|session| session.who_saw(case))
    }
}

impl Session<'_, '_> {
    fn case_work(&mut self, case: CaseId) -> Result<CaseWork, Error> {
        let kept = case_row::get(self.tx, case)?.filter(|kept| !kept.referral).ok_or(Error::NotFound)?;
        let now = self.server_time()?;
        let work = self.document(DocumentId { record: case, compartment: Compartment::Work })?;
        let terms = self.terms(case)?;
        let clocks = self.clocks(case, kept.row.saved_at)?;
        let (questions, closing) = (self.questions(case)?, self.closings(case)?.into_iter().next());
        let blank = Document::new(Compartment::Work).map_err(|_| Error::Storage)?;
        let work = work.as_deref().unwrap_or(&blank);
        let steps = Steps::of(work);
        let entries = |map: &str| standing(work, map, &steps);
        let text = |entry: &Entry, name: &str| entry.text(name).map(str::to_owned);
        let today = day(now.0);
        let mut tasks: Vec<_> = work.entries("tasks").iter().map(|entry| steps.task(entry)).collect();
        tasks.sort_by(|one, two| (one.closed, &one.due, one.id).cmp(&(two.closed, &two.due, two.id)));
        let mut risks: Vec<_> = work.entries("risks").iter().map(|entry| risk(entry, &today)).collect();
        risks.sort_by_key(|risk| std::cmp::Reverse(risk.at));
        let owner = work.field("owner").into_iter();
        let owners = owner.flat_map(|value| {
            let others = value.others.into_iter().map(|other| other.value);
            std::iter::once(value.current).chain(others)
        });
        Ok(CaseWork {
            owners: owners.filter_map(|value| DeviceId::from_hex(value.as_text()?)).collect(),
            team: entries("team").filter_map(|entry| member(&entry)).collect(),
            tasks,
            plan: work.entries("plan").iter().map(|entry| steps.aim(entry)).collect(),
            risks,
            links: entries("links").filter_map(|entry| link(&entry)).collect(),
            flags: entries("flags")
                .map(|entry| FlagView {
                    id: entry.id,
                    text: text(&entry, "text").unwrap_or_default(),
                    until: text(&entry, "until"),
                })
                .collect(),
            consents: consents(&terms, work, now),
            exclusions: terms.exclusions,
            notes: work.entries_in_time("notes").iter().map(note).collect(),
            questions,
            closing,
            clocks,
        })
    }

    /// How long things took; hours of events are by the server's clock, as far as their authors knew it.
    fn clocks(&mut self, case: CaseId, filed: Timestamp) -> Result<ClockView, Error> {
        let id = DocumentId { record: case, compartment: Compartment::Card };
        let card = self.document(id)?.ok_or(Error::NotFound)?;
        let times = crate::client::cases::times(self.tx, case)?;
        let seen = card.views().iter().filter_map(|view| times.get(&view.change)).map(|time| time.0).min();
        let rows = referral::of_case(self.tx, case)?;
        let made = rows.iter().map(|row| row.header.made).min();
        let first = |names: &[&str]| {
            let events = rows.iter().flat_map(|row| &row.events);
            events.filter(|event| names.contains(&event.step.name())).map(|event| event.at).min()
        };
        let answered = first(&["accepted", "declined", "in_service", "completed", "not_completed"]);
        let served = first(&["in_service", "completed"]);
        let hours = |from: i64, to: i64| (to - from).max(0) / 3600;
        Ok(ClockView {
            seen_minutes: seen.map(|at| (at - filed.0).max(0) / 60),
            referred_hours: made.map(|at| hours(filed.0, at)),
            answered_hours: made.zip(answered).map(|(from, to)| hours(from, to)),
            served_hours: served.map(|at| hours(filed.0, at)),
        })
    }

    fn due(&mut self, limit: usize) -> Result<Vec<DueView>, Error> {
        let now = self.server_time()?.0;
        let mut due = Vec::new();
        for row in task::due(self.tx, &day(now), limit)? {
            due.push(due_task(row));
        }
        referral::catch_up(self.tx)?;
        for row in referral::overdue(self.tx, now, limit)? {
            due.push(DueView {
                case: case_row::get(self.tx, row.header.case)?.map(|kept| kept.row.id),
                short_code: row.record.short_code(),
                referral: Some(row.record),
                task: None,
                kind: "referral".to_owned(),
                due: day(row.header.due),
                assigned: None,
            });
        }
        due.sort_by(|one, two| (&one.due, &one.short_code).cmp(&(&two.due, &two.short_code)));
        due.truncate(limit);
        Ok(due)
    }

    fn who_saw(&mut self, case: CaseId) -> Result<Accessed, Error> {
        let kept = case_row::get(self.tx, case)?.filter(|kept| !kept.referral).ok_or(Error::NotFound)?;
        let id = DocumentId { record: case, compartment: Compartment::Card };
        let card = self.document(id)?.ok_or(Error::NotFound)?;
        let now = self.server_time()?.0;
        let views = card.views().into_iter();
        let views = views.map(|view| SeenBy { device: view.author.device, hour: Timestamp(view.at) });
        let ours = self.viewed(id)?.map(|hour| SeenBy { device: self.me.profile.device(), hour });
        let mut organisations = BTreeMap::new();
        let home = self.me.directory.member(&kept.creator).map(|member| member.organisation);
        let all = jonaki_protocol::CompartmentSet::CASE;
        organisations.extend(home.map(|home| (home, all)));
        for (principal, set) in keys::access(self.tx, case)? {
            if let Principal::Organisation(organisation) = principal {
                organisations.entry(organisation).or_insert(set);
            }
        }
        let disclosed = referral::of_case(self.tx, case)?.into_iter().map(|row| {
            let groups = row.header.groups.iter().map(FieldGroup::name).collect();
            (row.header.to, groups, row.status(now).is_readable())
        });
        Ok(Accessed {
            views: views.chain(ours).collect(),
            organisations: organisations
                .into_iter()
                .map(|(organisation, set)| (organisation, set.iter().map(Compartment::name).collect()))
                .collect(),
            disclosed: disclosed.collect(),
            deeds: deed::of(self.tx, case)?,
        })
    }
}

/// A task that is due.
pub(crate) fn due_task(row: task::Row) -> DueView {
    DueView {
        case: Some(row.record),
        short_code: row.record.short_code(),
        referral: None,
        task: Some(row.entry),
        kind: row.kind,
        due: row.due,
        assigned: row.assigned,
    }
}

/// The rows of a case's tasks.
pub(crate) fn rows(record: RecordId, work: &Document) -> Vec<task::Row> {
    let steps = Steps::of(work);
    let row = |entry: &Entry| {
        let task = steps.task(entry);
        let TaskView { id, kind, due, assigned, closed, .. } = task;
        task::Row { record, entry: id, kind, due, assigned, closed }
    };
    work.entries("tasks").iter().map(row).collect()
}

/// The day of a moment in Bangladesh.
pub(crate) fn day(seconds: i64) -> String {
    crate::exchange::day(Timestamp(seconds)).map_or_else(String::new, |day| day.to_string())
}

fn standing(work: &Document, map: &str, steps: &Steps) -> std::vec::IntoIter<Entry> {
    let mut entries = work.entries(map);
    entries.retain(|entry| !steps.removed(entry.id));
    entries.into_iter()
}

fn member(entry: &Entry) -> Option<TeamView> {
    let device = DeviceId::from_hex(entry.text("device")?)?;
    Some(TeamView { id: entry.id, device, part: entry.text("part")?.to_owned() })
}

fn link(entry: &Entry) -> Option<LinkView> {
    let case = RecordId::from_hex(entry.text("record")?)?;
    let relation = entry.text("relation")?.to_owned();
    Some(LinkView { id: entry.id, case, short_code: case.short_code(), relation })
}

fn risk(entry: &Entry, today: &str) -> RiskView {
    let text = |name| entry.text(name).map(str::to_owned);
    let until = text("until").unwrap_or_default();
    RiskView {
        level: text("level").unwrap_or_default(),
        author: entry.author.device,
        at: Timestamp(entry.int("at").unwrap_or_default()),
        expired: until.as_str() < today,
        until,
        factors: ["individual", "household", "community"].map(text),
    }
}

fn note(entry: &Entry) -> NoteView {
    NoteView {
        compartment: Compartment::Work,
        text: entry.text("text").unwrap_or_default().to_owned(),
        author: entry.author.device,
        time: entry.int("at").map(Timestamp),
    }
}

fn consents(terms: &CaseTerms, work: &Document, now: Timestamp) -> Vec<ConsentView> {
    let words = work.entries("consents");
    let about = |id: EntryId| {
        let found = words.iter().find(|entry| entry.text("of") == Some(id.to_string().as_str()));
        found.and_then(|entry| entry.text("text").map(str::to_owned))
    };
    let view = |consent: &jonaki_document::referral::Consent| ConsentView {
        stands: consent.stands(now.0).is_ok(),
        text: about(consent.id),
        consent: consent.clone(),
    };
    terms.consents.iter().map(view).collect()
}
