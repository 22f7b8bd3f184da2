//! Referrals from end to end, every step possible without a network: made, answered, escalated, superseded, withdrawn, expired.

mod export;
mod found;
mod reading;
mod rules;
mod seen;
mod waiting;

use jonaki_core::protocol::{CaseId, Code, EntryId, OrganisationId, RecordId, Role, Timestamp};
use jonaki_core::referral::{Access, FieldGroup, FieldGroups, Progress, Urgency};
use jonaki_core::{
    Answer, CaseQuery, Disclosed, Error, FieldEdit, NewConsent, NewInvite, NewOrganisation, NewReferral,
    NotFor, Queue, QueueFilter, QueueSection, ReferralQuery, ReferralRow, Report, State, Triage, WorkFault,
};
use jonaki_tests::world::{Device, World};

const DAY: i64 = 24 * 3600;

/// A programme with a reporter and two coordinators of one organisation, and two providers of two others.
struct Stage {
    world: World,
    founder: Device,
    coordinator: Device,
    reporter: Device,
    shelter: (OrganisationId, Device),
    clinic: (OrganisationId, Device),
    case: CaseId,
    consent: EntryId,
}

fn provider(world: &mut World, founder: &mut Device, named: (&str, &str)) -> (OrganisationId, Device) {
    let (organisation, _, provider) = two_of(world, founder, named);
    (organisation, provider)
}

/// An organisation with its administrator's device and a provider's.
fn two_of(
    world: &mut World,
    founder: &mut Device,
    (name, kind): (&str, &str),
) -> (OrganisationId, Device, Device) {
    let new = NewOrganisation {
        kind: kind.to_owned(),
        name_bn: format!("{name} (পরীক্ষা)"),
        name_en: name.to_owned(),
    };
    let organisation = founder.client().add_organisation(&new).expect("added");
    world.sync(founder).expect("synced");
    let invite = NewInvite { organisation: Some(organisation), role: Role::Admin };
    let link = founder.client().invite(invite).expect("an invite").link;
    let mut admin = world.device(&format!("{name} admin"));
    admin.client().enrol(&link).expect("enrolled");
    world.sync(&mut admin).expect("synced");
    let mut provider = world.invited(&mut admin, name, Role::Provider);
    world.sync(&mut admin).expect("the provider's key waits");
    world.sync(&mut provider).expect("synced");
    (organisation, admin, provider)
}

fn stage(seed: u64) -> Stage {
    let mut world = World::new(seed);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let mut coordinator = world.enrolled(&mut founder, "coordinator", Role::Coordinator);
    let mut reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let shelter = provider(&mut world, &mut founder, ("Shelter", "shelter"));
    let clinic = provider(&mut world, &mut founder, ("Clinic", "health"));
    let report = Report {
        concern_types: vec!["child_labour".to_owned()],
        district: Some("khulna".to_owned()),
        narrative: Some("ইটভাটায় কাজ করে, বাড়ি ফিরতে দেয় না।".to_owned()),
        name_given: Some("রূপা পরীক্ষা".to_owned()),
        father_name: Some("করিম পরীক্ষা".to_owned()),
        reporter_name: Some("শিক্ষক পরীক্ষা".to_owned()),
        ..Report::default()
    };
    let case = reporter.client().report(&report).expect("saved");
    world.sync(&mut reporter).expect("synced");
    world.sync(&mut coordinator).expect("synced");
    coordinator.client().triage(case, &Triage::Valid).expect("opened");
    let groups = [FieldGroup::Situation, FieldGroup::Story, FieldGroup::Name].into_iter().collect();
    let consent = coordinator.client().give_consent(case, &agreed(&world, groups)).expect("recorded");
    world.sync(&mut coordinator).expect("synced");
    world.sync(&mut founder).expect("synced");
    Stage { world, founder, coordinator, reporter, shelter, clinic, case, consent }
}

fn agreed(world: &World, groups: FieldGroups) -> NewConsent {
    NewConsent {
        giver: "guardian".to_owned(),
        basis: None,
        groups,
        purpose: "services".to_owned(),
        organisation: None,
        service: None,
        until: Timestamp(world.clock.now().0 + 90 * DAY),
        how: Some("verbal".to_owned()),
        language: None,
        text: Some("মা রাজি".to_owned()),
    }
}

impl Stage {
    fn ask(&self, to: OrganisationId) -> NewReferral {
        NewReferral {
            to,
            kind: "service_referral".to_owned(),
            service: "shelter_child".to_owned(),
            purpose: "services".to_owned(),
            consent: self.consent,
            urgency: Urgency::Day,
            disclosed: Disclosed::Groups([FieldGroup::Situation, FieldGroup::Name].into_iter().collect()),
            grace_days: 2,
            next: None,
            round: None,
            listing: None,
            message: Some("আজ রাতে জায়গা দরকার".to_owned()),
        }
    }

    fn refer(&mut self, new: &NewReferral) -> RecordId {
        self.coordinator.client().refer(self.case, new).expect("referred")
    }

    /// Everybody syncs, twice over, with the rules in between.
    fn settle(&mut self) {
        for _ in 0..3 {
            let devices = [
                &mut self.coordinator,
                &mut self.founder,
                &mut self.shelter.1,
                &mut self.clinic.1,
                &mut self.reporter,
            ];
            for device in devices {
                device.client().run_rules().expect("rules");
                let round = self.world.sync(device).expect("synced");
                assert_eq!((round.refused, round.set_aside), (0, 0), "nothing honest is refused");
            }
        }
    }
}

fn row(device: &mut Device, id: RecordId) -> ReferralRow {
    device.client().referral(id).expect("there").row
}

fn received(device: &mut Device) -> Vec<ReferralRow> {
    device.client().referrals(&ReferralQuery::default()).expect("the list")
}

#[test]
fn a_child_is_referred_accepted_and_helped_without_a_network_at_any_step() {
    let mut stage = stage(61);
    let new = stage.ask(stage.shelter.0);
    let preview = stage.coordinator.client().preview_referral(stage.case, &new).expect("a preview");
    assert_eq!(preview.refused, None);
    let id = stage.refer(&new);
    assert_eq!(row(&mut stage.coordinator, id).status.progress, Progress::Sent);
    stage.settle();

    let shelter = &mut stage.shelter.1;
    let list = received(shelter);
    assert_eq!(list.len(), 1);
    assert!(list[0].to_answer && list[0].unread && list[0].case.is_none());
    let view = shelter.client().referral(id).expect("there");
    let fields: Vec<_> =
        view.fields.iter().map(|field| (field.field.as_str(), field.value.as_str())).collect();
    let shown: Vec<_> =
        preview.fields.iter().map(|field| (field.field.as_str(), field.value.as_str())).collect();
    assert_eq!(fields, shown, "what left is what the preview showed");
    assert!(fields.contains(&("name_given", "রূপা পরীক্ষা")));
    assert!(!fields.iter().any(|(name, _)| ["narrative", "father_name", "reporter_name"].contains(name)));
    assert_eq!(view.message.as_deref(), Some("আজ রাতে জায়গা দরকার"));
    assert!(shelter.client().cases(&CaseQuery::default()).expect("cases").is_empty());

    shelter.client().answer_referral(id, &Answer::Accept, None).expect("accepted offline");
    stage.settle();
    let status = row(&mut stage.coordinator, id).status;
    assert_eq!((status.progress, status.access), (Progress::Accepted, Access::Open));
    stage.shelter.1.client().answer_referral(id, &Answer::InService, None).expect("offline");
    let done = Answer::Completed("full".to_owned());
    stage.shelter.1.client().answer_referral(id, &done, Some("মেয়েটি নিরাপদে আছে")).expect("offline");
    stage.settle();

    let view = stage.coordinator.client().referral(id).expect("there");
    assert_eq!(view.row.status.progress, Progress::Completed);
    assert_eq!(view.row.status.outcome.as_deref(), Some("full"));
    assert!(view.notes.iter().any(|note| note.text == "মেয়েটি নিরাপদে আছে"), "the note came back");
    // The provider's access ended with the referral; what it wrote itself stays.
    let view = stage.shelter.1.client().referral(id).expect("there");
    assert!(!view.readable && view.fields.is_empty());
    assert_eq!(view.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["মেয়েটি নিরাপদে আছে"]);
    assert!(stage.shelter.1.client().search("রূপা", 5).expect("search").is_empty());

    // The reporter hears that the child is being helped, never where.
    let view = stage.reporter.client().peek(stage.case).expect("there");
    assert_eq!(view.row.state, State::Referred);
    let kinds: Vec<_> = view.events.iter().map(|event| event.kind.as_str()).collect();
    assert!(kinds.contains(&"referred") && kinds.contains(&"helped"), "{kinds:?}");
    assert!(view.events.iter().all(|event| event.record.is_none()));
    assert!(stage.reporter.client().referral(id).is_err());
    let work = stage.coordinator.client().case_work(stage.case).expect("the work");
    assert_eq!((work.clocks.referred_hours, work.clocks.served_hours), (Some(0), Some(0)));
    assert_eq!(work.tasks.len(), 1, "the monthly duty");
}

#[test]
fn who_declines_is_followed_by_the_next_one_once_whoever_notices_first() {
    let mut stage = stage(62);
    let new = NewReferral { next: Some(stage.clinic.0), ..stage.ask(stage.shelter.0) };
    let id = stage.refer(&new);
    stage.settle();
    let decline = Answer::Decline("no_capacity".to_owned());
    stage.shelter.1.client().answer_referral(id, &decline, None).expect("declined");
    stage.world.sync(&mut stage.shelter.1).expect("synced");
    // Both coordinating devices learn of it and act, each without the other.
    for device in [&mut stage.coordinator, &mut stage.founder] {
        stage.world.sync(device).expect("synced");
    }
    for device in [&mut stage.coordinator, &mut stage.founder] {
        device.client().run_rules().expect("rules");
    }
    stage.settle();
    let sent = ReferralQuery { sent: true, ..ReferralQuery::default() };
    let lists = [&mut stage.coordinator, &mut stage.founder]
        .map(|device| device.client().referrals(&sent).expect("sent"));
    for list in &lists {
        assert_eq!(list.len(), 2, "one referral and one that follows");
        let next = list.iter().find(|row| row.header.previous == Some(id)).expect("the next one");
        assert_eq!(next.header.to, stage.clinic.0);
    }
    let at_clinic = received(&mut stage.clinic.1);
    assert_eq!(at_clinic.len(), 1);
    let view = stage.clinic.1.client().referral(at_clinic[0].id).expect("there");
    assert!(view.fields.iter().any(|field| field.value == "রূপা পরীক্ষা"), "the same fields");
    let before = stage.shelter.1.client().referral(id).expect("there");
    assert!(!before.readable && before.row.status.reason.as_deref() == Some("no_capacity"));
}

#[test]
fn silence_is_overdue_then_the_next_one_is_asked_and_the_first_expires() {
    let mut stage = stage(63);
    let new = NewReferral { next: Some(stage.clinic.0), ..stage.ask(stage.shelter.0) };
    let id = stage.refer(&new);
    stage.settle();
    assert!(stage.coordinator.client().due(10).expect("due").is_empty());
    stage.world.clock.pass(DAY + 2 * 3600);
    let due = stage.coordinator.client().due(10).expect("due");
    assert!(due.iter().any(|due| due.referral == Some(id)), "{due:?}");
    stage.settle();
    assert_eq!(received(&mut stage.clinic.1).len(), 1);
    assert!(row(&mut stage.coordinator, id).status.escalated);
    stage.world.clock.pass(3 * DAY);
    stage.settle();
    let view = stage.shelter.1.client().referral(id).expect("there");
    assert_eq!(view.row.status.access, Access::Expired);
    assert!(!view.readable);
    let late = stage.shelter.1.client().answer_referral(id, &Answer::Accept, None);
    assert_eq!(late, Err(Error::Refused(Code::ReferralOver)));
}

#[test]
fn what_became_of_a_child_is_said_after_it_was_accepted() {
    let mut stage = stage(75);
    let id = stage.refer(&stage.ask(stage.shelter.0));
    stage.settle();
    let client = stage.shelter.1.client();
    let first = Err(Error::Work(WorkFault::NotAccepted));
    assert_eq!(client.answer_referral(id, &Answer::Completed("full".to_owned()), None), first);
    assert_eq!(client.answer_referral(id, &Answer::InService, Some("আসছি")), first);
    assert!(client.referral(id).expect("there").notes.is_empty(), "nothing of it was written");
    let question = Answer::NeedsInfo("বয়স কত?".to_owned());
    client.answer_referral(id, &question, None).expect("asked");
    assert_eq!(client.answer_referral(id, &Answer::NotCompleted("other".to_owned()), None), first);
    client.answer_referral(id, &Answer::Accept, None).expect("accepted");
    client.answer_referral(id, &Answer::Completed("full".to_owned()), None).expect("and then");
    stage.settle();
    // What has ended says so.
    let other = stage.refer(&stage.ask(stage.clinic.0));
    stage.settle();
    stage.coordinator.client().recall_referral(other, "safety").expect("recalled");
    stage.settle();
    let late = stage.clinic.1.client().answer_referral(other, &Answer::Completed("full".to_owned()), None);
    assert_eq!(late, Err(Error::Refused(Code::ReferralOver)));
}

#[test]
fn a_child_is_said_not_to_be_referred_only_where_no_referral_is_open_or_helped() {
    let mut stage = stage(76);
    let case = stage.case;
    let id = stage.refer(&stage.ask(stage.shelter.0));
    let no = |stage: &mut Stage| stage.coordinator.client().not_referred(case, "no_service_available");
    assert_eq!(no(&mut stage), Err(Error::Work(WorkFault::Referred)), "somebody was asked");
    stage.settle();
    let declined = Answer::Decline("no_capacity".to_owned());
    stage.shelter.1.client().answer_referral(id, &declined, None).expect("declined");
    stage.settle();
    assert_eq!(no(&mut stage), Ok(()), "nobody else can help");
    let id = stage.refer(&stage.ask(stage.clinic.0));
    stage.settle();
    let client = stage.clinic.1.client();
    client.answer_referral(id, &Answer::Accept, None).expect("accepted");
    client.answer_referral(id, &Answer::Completed("full".to_owned()), None).expect("helped");
    stage.settle();
    assert_eq!(no(&mut stage), Err(Error::Work(WorkFault::Referred)), "the child was helped");
}

#[test]
fn a_yes_that_was_given_in_time_and_arrives_late_stands() {
    let mut stage = stage(64);
    let id = stage.refer(&stage.ask(stage.shelter.0));
    stage.settle();
    stage.shelter.1.client().answer_referral(id, &Answer::Accept, None).expect("accepted offline");
    stage.world.clock.pass(10 * DAY);
    stage.coordinator.client().run_rules().expect("rules");
    assert_eq!(row(&mut stage.coordinator, id).status.access, Access::Expired);
    stage.settle();
    let status = row(&mut stage.coordinator, id).status;
    assert_eq!((status.progress, status.access), (Progress::Accepted, Access::Open));
}

#[test]
fn consent_withdrawn_while_the_provider_had_accepted_closes_access_and_counts_what_was_done() {
    let mut stage = stage(65);
    let id = stage.refer(&stage.ask(stage.shelter.0));
    stage.settle();
    let accepted = stage.shelter.1.client().answer_referral(id, &Answer::Accept, Some("নিতে আসছি"));
    accepted.expect("accepted offline");
    stage.coordinator.client().withdraw_consent(stage.case, Some(stage.consent)).expect("withdrawn");
    stage.settle();
    for device in [&mut stage.coordinator, &mut stage.shelter.1] {
        let status = row(device, id).status;
        assert_eq!((status.progress, status.access), (Progress::Accepted, Access::Withdrawn));
    }
    let view = stage.shelter.1.client().referral(id).expect("there");
    assert!(!view.readable && view.fields.is_empty());
    assert_eq!(view.notes.len(), 1, "its own note is its own");
    let new = stage.ask(stage.clinic.0);
    let again = stage.coordinator.client().refer(stage.case, &new);
    assert_eq!(again, Err(Error::Refused(Code::ConsentEnded)));
}

#[test]
fn of_several_asked_at_once_the_first_yes_that_was_stored_leads_and_the_others_are_told() {
    let mut stage = stage(66);
    let round = Some(RecordId::from_bytes([66; 16]));
    let one = NewReferral { round, ..stage.ask(stage.shelter.0) };
    let two = NewReferral { round, ..stage.ask(stage.clinic.0) };
    let (one, two) = (stage.refer(&one), stage.refer(&two));
    stage.settle();
    // The shelter says yes first, but the clinic's yes reaches the server first.
    stage.shelter.1.client().answer_referral(one, &Answer::Accept, None).expect("offline");
    stage.clinic.1.client().answer_referral(two, &Answer::Accept, None).expect("offline");
    stage.world.sync(&mut stage.clinic.1).expect("synced");
    stage.settle();
    for device in [&mut stage.coordinator, &mut stage.founder] {
        assert_eq!(row(device, two).status.access, Access::Open);
        let other = row(device, one).status;
        assert_eq!(
            (other.access, other.superseded, other.progress),
            (Access::Revoked, true, Progress::Accepted)
        );
    }
    assert!(row(&mut stage.shelter.1, one).status.superseded, "it is told");
}

#[test]
fn whom_a_case_is_not_for_is_not_asked_and_loses_what_it_had() {
    let mut stage = stage(67);
    let id = stage.refer(&stage.ask(stage.shelter.0));
    stage.settle();
    // The reporter says so, whose word binds the coordinators.
    stage.reporter.client().exclude(stage.case, &NotFor::Kind("shelter".to_owned())).expect("excluded");
    stage.settle();
    let view = stage.shelter.1.client().referral(id).expect("there");
    assert!(!view.readable);
    let new = stage.ask(stage.shelter.0);
    let again = stage.coordinator.client().refer(stage.case, &new);
    assert_eq!(again, Err(Error::Refused(Code::Excluded)));
    let shared = stage.coordinator.client().grant(
        stage.case,
        jonaki_core::protocol::Principal::Organisation(stage.shelter.0),
        jonaki_core::protocol::CompartmentSet::EMPTY.with(jonaki_core::protocol::Compartment::Account),
    );
    assert_eq!(shared, Err(Error::Refused(Code::Excluded)));
    let own = stage.coordinator.client().exclude(stage.case, &NotFor::Kind("ngo".to_owned()));
    assert_eq!(own, Err(Error::Work(WorkFault::OwnKind)), "who works on the case cannot be left out of it");
    let ours = stage.coordinator.client().status().expect("status").organisation.expect("enrolled");
    let own = stage.coordinator.client().exclude(stage.case, &NotFor::Organisation(ours));
    assert_eq!(own, Err(Error::Work(WorkFault::OwnOrganisation)));
    let said = Error::Work(WorkFault::OwnKind);
    assert!(said.english().contains("by name") && said.bangla().contains("নাম দিয়ে"), "what to do instead");
}

#[test]
fn two_who_ask_to_close_without_knowing_of_each_other_have_closed() {
    let mut stage = stage(69);
    assert_eq!(stage.coordinator.client().close_case(stage.case, "goals_met"), Ok(false));
    assert_eq!(stage.founder.client().close_case(stage.case, "lost_contact"), Ok(false));
    stage.settle();
    for device in [&mut stage.coordinator, &mut stage.founder, &mut stage.reporter] {
        let row = device.client().case(stage.case).expect("there").row;
        assert_eq!((row.state, row.status.as_str()), (State::Closed, "closed"), "{}", device.name);
    }
    assert!(stage.founder.client().case_work(stage.case).expect("there").closing.is_none());
    // What was reopened is not closed again by what was asked before.
    let reopened = jonaki_core::StatusChange::Reopened;
    stage.coordinator.client().set_status(stage.case, &reopened).expect("reopened");
    stage.settle();
    assert_ne!(stage.founder.client().case(stage.case).expect("there").row.status, "closed");
}

#[test]
fn what_is_missing_is_said_before_anything_leaves() {
    let mut stage = stage(68);
    let good = stage.ask(stage.shelter.0);
    let all = Disclosed::Groups(FieldGroups::ALL);
    let refused: [(NewReferral, Code); 4] = [
        (NewReferral { consent: EntryId::from_bytes([9; 12]), ..good.clone() }, Code::ConsentMissing),
        (NewReferral { disclosed: all, ..good.clone() }, Code::ConsentScope),
        (NewReferral { purpose: "statistics".to_owned(), ..good.clone() }, Code::ConsentScope),
        (NewReferral { to: OrganisationId::from_bytes([9; 16]), ..good.clone() }, Code::GrantRefused),
    ];
    for (new, code) in refused {
        assert_eq!(stage.coordinator.client().refer(stage.case, &new), Err(Error::Refused(code)));
    }
    let by_reporter = stage.reporter.client().refer(stage.case, &good);
    assert!(matches!(by_reporter, Err(Error::Refused(_))));
    // Two people close a case; then nothing is referred.
    assert_eq!(stage.coordinator.client().close_case(stage.case, "goals_met"), Ok(false));
    stage.world.sync(&mut stage.coordinator).expect("synced");
    stage.world.sync(&mut stage.founder).expect("synced");
    assert_eq!(stage.founder.client().close_case(stage.case, "goals_met"), Ok(true));
    stage.settle();
    let closed = stage.coordinator.client().refer(stage.case, &good);
    assert_eq!(closed, Err(Error::Refused(Code::CaseClosed)));
}

#[test]
fn a_case_that_is_handed_over_goes_whole_once_the_other_says_yes() {
    let mut stage = stage(69);
    let new = NewReferral { kind: "transfer_of_case".to_owned(), ..stage.ask(stage.shelter.0) };
    let id = stage.refer(&new);
    stage.settle();
    assert!(stage.shelter.1.client().peek(stage.case).is_err());
    stage.shelter.1.client().answer_referral(id, &Answer::Accept, None).expect("accepted");
    stage.settle();
    let case = stage.shelter.1.client().peek(stage.case).expect("the case is here");
    assert!(case.fields.iter().any(|field| field.field == "narrative"));
    let seen = stage.coordinator.client().who_saw(stage.case).expect("who saw");
    assert!(seen.organisations.iter().any(|(organisation, _)| *organisation == stage.shelter.0));
}

#[test]
fn a_question_reaches_the_reporter_and_the_answer_comes_back_sealed() {
    let mut stage = stage(70);
    let question = Triage::NeedsInformation("মেয়েটি এখন কোথায়?".to_owned());
    stage.coordinator.client().triage(stage.case, &question).expect("asked");
    stage.coordinator.client().add_work_note(stage.case, "শিক্ষককে বলা যাবে না").expect("noted");
    stage.settle();
    let open = stage.reporter.client().open_questions(stage.case).expect("questions");
    assert_eq!(open.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["মেয়েটি এখন কোথায়?"]);
    let notes = stage.reporter.client().peek(stage.case).expect("there").notes;
    assert!(notes.iter().all(|note| note.text != "শিক্ষককে বলা যাবে না"), "the work is closed to reporters");
    stage.reporter.client().answer_question(stage.case, open[0].0, "ইটভাটায়").expect("answered");
    stage.settle();
    assert!(stage.coordinator.client().open_questions(stage.case).expect("questions").is_empty());
    let notes = stage.founder.client().case_work(stage.case).expect("the work").notes;
    assert!(notes.iter().any(|note| note.text == "শিক্ষককে বলা যাবে না"), "a colleague reads it");
}

/// Everything that waits, and how many in each section.
fn waits(device: &mut Device) -> (Queue, Vec<(&'static str, usize)>) {
    let queue = device.client().queue(&QueueFilter::default(), 10).expect("what waits");
    let counts = queue.counts().map(|(section, count)| (section.name(), count));
    (queue, counts.into_iter().filter(|(_, count)| *count > 0).collect())
}

#[test]
fn what_waits_is_one_call_and_opens_no_case() {
    let mut stage = stage(77);
    assert_eq!(
        waits(&mut stage.coordinator).1,
        [],
        "the case is open and nobody was asked: nothing says urgent"
    );
    let danger = Report { immediate_danger: Some(true), ..Report::default() };
    let reports = [Report::default(), Report::default(), danger];
    let cases = reports.map(|report| {
        let concern_types = vec!["child_labour".to_owned()];
        stage.world.clock.pass(3600);
        stage.reporter.client().report(&Report { concern_types, ..report }).expect("saved")
    });
    let [calm, urgent, danger] = cases;
    stage.settle();
    let edit = FieldEdit { field: "urgency".to_owned(), value: Some("high".into()) };
    stage.coordinator.client().edit(urgent, &[edit]).expect("judged");
    let (queue, counts) = waits(&mut stage.coordinator);
    assert_eq!(counts, [("urgent", 2), ("new", 1)]);
    assert_eq!(queue.urgent.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [danger, urgent]);
    assert_eq!(queue.new.rows[0].id, calm);

    // Asked, asked back, answered too late; a question to the reporter; a closing.
    let overdue = stage.refer(&stage.ask(stage.shelter.0));
    let asked = stage.refer(&stage.ask(stage.clinic.0));
    stage.coordinator.client().ask_reporter(danger, "মেয়েটি কোথায়?").expect("asked");
    stage.coordinator.client().close_case(calm, "lost_contact").expect("asked to close");
    stage.settle();
    assert_eq!(waits(&mut stage.shelter.1).1, [("to_answer", 1)]);
    assert_eq!(waits(&mut stage.reporter).1, [("questions", 1)]);
    assert_eq!(waits(&mut stage.founder).1, [("urgent", 2), ("questions", 1), ("closings", 1), ("new", 1)]);
    let needs = Answer::NeedsInfo("বয়স কত?".to_owned());
    stage.clinic.1.client().answer_referral(asked, &needs, None).expect("asked back");
    stage.settle();
    let (queue, counts) = waits(&mut stage.coordinator);
    assert_eq!(counts, [("urgent", 2), ("asked", 1), ("questions", 1), ("new", 1)], "not its own closing");
    assert_eq!((queue.asked.rows[0].id, queue.questions.rows[0].case), (asked, danger));
    stage.world.clock.pass(DAY + 3600);
    let (queue, counts) = waits(&mut stage.coordinator);
    assert_eq!(counts, [("overdue", 2), ("urgent", 2), ("questions", 1), ("new", 1)]);
    assert!(queue.overdue.rows.iter().any(|row| row.id == overdue));
    // Both run out: the case is not forgotten, once.
    stage.world.clock.pass(3 * DAY);
    let (queue, counts) = waits(&mut stage.coordinator);
    assert_eq!(counts, [("urgent", 2), ("without_help", 1), ("questions", 1), ("new", 1)]);
    assert_eq!(queue.without_help.rows[0].header.case, stage.case);

    // From rows alone: the documents could be gone.
    let key = [5; 32];
    let mut second = stage.world.device_with_key("second", key);
    let invite = NewInvite { organisation: None, role: Role::Coordinator };
    let link = stage.founder.client().invite(invite).expect("an invite").link;
    second.client().enrol(&link).expect("enrolled");
    for _ in 0..2 {
        stage.world.sync(&mut second).expect("synced");
        stage.settle();
    }
    stage.world.sync(&mut second).expect("synced");
    let before = waits(&mut second);
    assert_eq!(before.1, waits(&mut stage.founder).1);
    let database = rusqlite::Connection::open(second.path()).expect("a database");
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    database.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; DELETE FROM document")).expect("gone");
    assert_eq!(waits(&mut second), before);
    assert!(second.client().case_work(danger).is_err(), "nothing can be opened");
}

#[test]
fn what_waits_comes_in_pages() {
    let mut stage = stage(78);
    for _ in 0..5 {
        stage.world.clock.pass(3600);
        let report = Report { concern_types: vec!["child_labour".to_owned()], ..Report::default() };
        stage.reporter.client().report(&report).expect("saved");
    }
    let [first, second] = [stage.shelter.0, stage.clinic.0].map(|to| stage.refer(&stage.ask(to)));
    stage.settle();
    stage.world.clock.pass(DAY + 3600);
    let client = stage.coordinator.client();
    let whole = client.queue(&QueueFilter::default(), 10).expect("what waits");
    assert_eq!((whole.new.count, whole.overdue.count), (5, 2));
    let mut pages = Vec::new();
    for skip in [0, 2, 4, 6] {
        let filter = QueueFilter { only: Some(QueueSection::New), skip };
        let page = client.queue(&filter, 2).expect("a page");
        assert_eq!((page.new.count, page.overdue.count), (5, 0), "the count is of all, of this section");
        pages.extend(page.new.rows);
    }
    assert_eq!(pages, whole.new.rows);
    let filter = QueueFilter { only: Some(QueueSection::Overdue), skip: 1 };
    let page = client.queue(&filter, 5).expect("a page");
    assert_eq!((page.overdue.count, page.overdue.rows.len(), page.new.count), (2, 1, 0));
    assert_eq!(page.overdue.rows[..], whole.overdue.rows[1..]);
    assert!([first, second].contains(&page.overdue.rows[0].id));
}

#[test]
fn the_list_of_referrals_comes_in_pages_of_what_was_asked_for() {
    let mut stage = stage(79);
    let mut made = Vec::new();
    for number in 0..7 {
        stage.world.clock.pass(2 * 3600);
        let to = if number % 2 == 0 { stage.shelter.0 } else { stage.clinic.0 };
        made.push(stage.refer(&stage.ask(to)));
    }
    made.reverse();
    for ended in [made[0], made[1], made[4]] {
        stage.coordinator.client().recall_referral(ended, "no_longer_needed").expect("recalled");
    }
    stage.settle();
    let client = stage.coordinator.client();
    let mut pages = |query: &ReferralQuery| {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = client.referrals(&ReferralQuery { after, limit: 2, ..query.clone() }).expect("a page");
            assert!(page.len() <= 2);
            let Some(last) = page.last() else { return found };
            after = Some(last.id);
            found.extend(page.into_iter().map(|row| row.id));
        }
    };
    let sent = ReferralQuery { sent: true, ..ReferralQuery::default() };
    assert_eq!(pages(&sent), made, "each once, the latest first");
    let open = [made[2], made[3], made[5], made[6]];
    assert_eq!(pages(&ReferralQuery { open: true, ..sent.clone() }), open, "those in between are left out");
    assert_eq!(pages(&ReferralQuery::default()), [], "nothing was received");
    let mut of_case = pages(&ReferralQuery { case: Some(stage.case), ..ReferralQuery::default() });
    of_case.reverse();
    assert_eq!(of_case, made, "of a case the earliest first");
    let to_shelter = pages_of(&mut stage.shelter.1);
    assert_eq!(to_shelter, [made[2], made[6]]);
}

/// The open referrals that a provider received, one at a time.
fn pages_of(device: &mut Device) -> Vec<RecordId> {
    let mut found: Vec<RecordId> = Vec::new();
    loop {
        let after = found.last().copied();
        let query = ReferralQuery { limit: 1, open: true, after, ..ReferralQuery::default() };
        match device.client().referrals(&query).expect("a page").as_slice() {
            [row] => found.push(row.id),
            _ => return found,
        }
    }
}
