//! `{:?}` of every public type, and the texts of errors: nothing that names a person, and no key. A type that is new must be
//! put into one of the two lists here.

use jonaki_core::protocol::sync::{Cursor, FeedEntry, Founding, News, Request, UnverifiedRequest, VERSION};
use jonaki_core::protocol::{
    ActorId, Body, CaseId, CaseKey, ChainPosition, Change, Compartment, DeviceId, InviteSeed, KemPrivate,
    RecordId, Role, ServerLine, SignPrivate, SignedBatch, Timestamp,
};
use jonaki_core::referral::{FieldGroups, Urgency};
use jonaki_core::{
    AnsweredForm, CaseQuery, Disclosed, Error, FieldEdit, Given, Move, NewConsent, NewProgramme, NewReferral,
    QueueFilter, Scalar, Triage,
};
use jonaki_document::{
    AccountView, Admitted, Conflict, Document, DocumentState, Edit, IdentityView, Other, Standing, Writer,
    verify_sealed,
};
use jonaki_tests::canaries::{Canary, Searcher, Secret, public_types};
use jonaki_tests::world::{Device, World, organisation};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// Types that are shown here with canaries inside.
type Shown = BTreeMap<&'static str, String>;

/// Types that hold ids, codes, numbers, times, public keys, sealed bytes, or nothing of their own.
const PLAIN: &[&str] = &[
    "Access",
    "Action",
    "ActorId",
    "AlikeView",
    "Attack",
    "Base",
    "BatchHeader",
    "BatchRow",
    "Budget",
    "Capsule",
    "CardView",
    "CaseQuery",
    "CaseStatus",
    "CaseTerms",
    "Certificate",
    "ChainPosition",
    "CheckReport",
    "Checkpoint",
    "Chunk",
    "Claims",
    "ClockView",
    "Code",
    "Comparison",
    "Compartment",
    "CompartmentSet",
    "Config",
    "ConfigError",
    "Consent",
    "ContactView",
    "ContradictionView",
    "Cursor",
    "Database",
    "Delivery",
    "DeliveryKind",
    "DeviceId",
    "Digest",
    "Directory",
    "DirectoryImported",
    "DirectoryRow",
    "Disclosed",
    "DocumentError",
    "DocumentId",
    "DocumentRow",
    "DueView",
    "EditError",
    "Effect",
    "Ending",
    "Entry",
    "EntryField",
    "EntryId",
    "EntryKey",
    "EntryRow",
    "EntrySpec",
    "Epoch",
    "EpochWrap",
    "Erase",
    "Escape",
    "ExchangeError",
    "Exclusion",
    "ExportRequest",
    "ExportSummary",
    "Failure",
    "FieldGroup",
    "FieldGroups",
    "FieldSpec",
    "FieldType",
    "FillingView",
    "FoldedView",
    "Forgery",
    "Form",
    "FormChange",
    "FormUpdate",
    "FormVersion",
    "FormView",
    "Forms",
    "Freshness",
    "Grant",
    "Head",
    "Header",
    "Holder",
    "Invite",
    "InviteId",
    "InvitePreview",
    "ItemRow",
    "Judged",
    "KemPublic",
    "KeyId",
    "KeySet",
    "Layout",
    "Letter",
    "LikenessSide",
    "LikenessView",
    "Limits",
    "LinkView",
    "Listed",
    "ListingFlag",
    "Listings",
    "Location",
    "LogId",
    "LogView",
    "MapContent",
    "MapSpec",
    "MatchingRecord",
    "MatchingView",
    "Member",
    "MemberView",
    "Migration",
    "Missing",
    "Move",
    "Mutator",
    "NewOrganisation",
    "NotFor",
    "Object",
    "OpenError",
    "OpenFault",
    "Operation",
    "OperationError",
    "OrganisationId",
    "OrganisationRecord",
    "OrganisationView",
    "PageKind",
    "Parts",
    "PathClass",
    "Patience",
    "Place",
    "Plain",
    "Preds",
    "Principal",
    "ProgrammeId",
    "ProgrammeRecord",
    "ProgrammeRow",
    "Progress",
    "Purpose",
    "QuestionKind",
    "QueueFilter",
    "QueueSection",
    "Random",
    "Raw",
    "Receipt",
    "ReceiptView",
    "Recipient",
    "RecordDigest",
    "RecordId",
    "RecordItem",
    "RecordRow",
    "ReferralEvent",
    "ReferralQuery",
    "ReferralRow",
    "ReferralStatus",
    "Refusal",
    "RefusedView",
    "Relation",
    "Removal",
    "RepeatView",
    "Response",
    "Role",
    "RootRecord",
    "RootSigned",
    "Round",
    "RowFault",
    "RowOutcome",
    "RunError",
    "SafetyView",
    "Salvaged",
    "Schema",
    "SecretFault",
    "SecretName",
    "Sealed",
    "Seen",
    "SeenBy",
    "ServeError",
    "ServiceDetail",
    "ServiceView",
    "Shared",
    "SignPublic",
    "Signed",
    "SignedRequest",
    "SqlError",
    "SqliteStorage",
    "Stage",
    "Standing",
    "State",
    "StateFault",
    "Statement",
    "StatusChange",
    "StatusEvent",
    "StatusStep",
    "Step",
    "StepKind",
    "Stopped",
    "StorageError",
    "SyncStep",
    "SyncSummary",
    "SystemHost",
    "Tag",
    "Tally",
    "TeamPart",
    "TeamView",
    "Timestamp",
    "Topic",
    "Transport",
    "Urgency",
    "View",
    "WaitingClosing",
    "WaitsFor",
    "Withdraw",
    "WorkFault",
    "Worst",
    "Writer",
];

fn show(shown: &mut Shown, name: &'static str, value: &impl Debug) {
    shown.entry(name).or_default().push_str(&format!("{value:?}\n{value:#?}\n"));
}

/// What devices and documents hold.
fn documents(shown: &mut Shown, canary: &mut Canary) {
    let device = DeviceId::from_bytes([7; 16]);
    let actor = ActorId { device, incarnation: [1; 4] };
    let writer = Writer { device, standing: Standing::ReporterOfCase };
    for (compartment, field) in [(Compartment::Account, "narrative"), (Compartment::Identity, "name_given")] {
        let mut document = Document::new(compartment).expect("a document");
        let edit = Edit::set(field, Scalar::from(canary.bangla("an edit")));
        show(shown, "Edit", &edit);
        let made = document.edit(actor, &[edit]).expect("edited").expect("a change");
        show(shown, "NewChange", &made);
        show(shown, "Document", &document);
        show(shown, "ChangeRecord", &document.changes());
        let empty = Document::new(compartment).expect("a document");
        let admitted = verify_sealed(&empty, &made.bytes, &writer).expect("admitted");
        show(shown, "AdmittedChange", &admitted);
        let state = DocumentState {
            snapshot: Some(document.save()),
            heads: document.heads(),
            ..DocumentState::new(compartment).expect("a state")
        };
        show(shown, "DocumentState", &state);
        let admitted = Admitted::New { state: Box::new(state), change: Box::new(admitted) };
        show(shown, "Admitted", &admitted);
        let change =
            Change { record: RecordId::from_bytes([3; 16]), compartment, change: made.bytes.clone() };
        show(shown, "Change", &change);
        show(shown, "Item", &change.to_item());
        show(shown, "Body", &Body::Change(change));
        let saved = document.save();
        let news = News::Snapshot { record: RecordId::from_bytes([3; 16]), compartment, saved };
        show(shown, "FeedEntry", &FeedEntry::new(1, &news));
        show(shown, "News", &news);
        let value = document.field(field).expect("written");
        let Scalar::Text(_) = &value.current else { panic!("a text") };
        show(
            shown,
            "Other",
            &Other { value: value.current.clone(), author: value.author, change: value.change },
        );
        show(shown, "Conflict", &Conflict { field: field.to_owned(), value: value.clone() });
        show(shown, "Scalar", &value.current);
        show(shown, "Value", &value);
        show(shown, "AccountView", &AccountView::of(&document));
        show(shown, "IdentityView", &IdentityView::of(&document));
    }
}

/// Keys, invites and what is signed with them.
fn keys(shown: &mut Shown, secrets: &mut Vec<Secret>) {
    let mut seeds = Vec::new();
    let mut seed = |name: &str| {
        let seed: [u8; 32] = std::array::from_fn(|index| (index as u8) ^ (name.len() as u8).wrapping_mul(37));
        seeds.push(Secret { name: name.to_owned(), bytes: seed.to_vec() });
        seed
    };
    let sign = SignPrivate::from_seed(&seed("a signing key"));
    show(shown, "SignPrivate", &sign);
    let kem = KemPrivate::derive(&seed("the seed of a receiving key"));
    secrets.push(Secret { name: "a receiving key".to_owned(), bytes: kem.dangerously_bytes().to_vec() });
    show(shown, "KemPrivate", &kem);
    let case = CaseKey::from_slice(&seed("a case's key of mine")).expect("a key");
    show(shown, "CaseKey", &case);
    let invite = InviteSeed::from_slice(&seed("an invite's seed")).expect("a seed");
    secrets.push(Secret { name: "an invite's seed".to_owned(), bytes: invite.dangerously_bytes().to_vec() });
    show(shown, "InviteSeed", &invite);
    let database = jonaki_sqlite::Key::new(&seed("the key of a database"));
    show(shown, "Key", &database);
    let schema = jonaki_sqlite::Schema { application_id: 1, migrations: &[] };
    let place = jonaki_sqlite::Place::Memory;
    let options = jonaki_sqlite::OpenOptions { place, key: Some(database), cache_kib: 1, schema };
    show(shown, "OpenOptions", &options);
    let code = serde_bytes::ByteBuf::from(seed("a founding code").to_vec());
    let founding = Founding { root: sign.public(), code: code.clone() };
    show(shown, "Founding", &founding);
    let line = ServerLine { url: "https://jonaki.example".to_owned(), server: sign.public(), code };
    show(shown, "ServerLine", &line);
    let new = NewProgramme { server_line: line.to_text(), organisation: organisation("Alpha") };
    show(shown, "NewProgramme", &new);
    let request = Request {
        version: VERSION,
        programme: sign.public().programme_id(),
        time: Timestamp(1),
        nonce: 1,
        cursor: Cursor::default(),
        budget: 1,
        batches: Vec::new(),
        offers: Vec::new(),
        digests: Vec::new(),
        prove: Vec::new(),
        founding: Some(founding),
    };
    show(shown, "Request", &request);
    let body = request.to_body(&sign).expect("packed");
    show(shown, "UnverifiedRequest", &UnverifiedRequest::from_body(&body).expect("parsed"));
    let batch =
        SignedBatch::sign(&request.programme, &sign, &ChainPosition::START, Timestamp(1), None, Vec::new());
    show(shown, "SignedBatch", &batch);
    secrets.extend(seeds);
}

/// What a shell is given by the core.
fn core(shown: &mut Shown, canary: &mut Canary, secrets: &mut Vec<Secret>) {
    let mut world = World::new(61);
    let mut founder = world.device("founder");
    let line = world.server_line(b"a code of sixteen");
    let sheet = founder
        .client()
        .found_programme(&NewProgramme { server_line: line, organisation: organisation("Alpha") })
        .expect("founded");
    for text in [&sheet.root, &sheet.recovery] {
        secrets.push(Secret { name: "a recovery sheet's key".to_owned(), bytes: text.as_bytes().to_vec() });
    }
    show(shown, "RecoverySheet", &sheet);
    world.sync(&mut founder).expect("synced");
    let client = founder.client();
    let invite = jonaki_core::NewInvite { organisation: None, role: Role::Reporter };
    let made = client.invite(invite).expect("an invite");
    secrets.push(Secret { name: "an invite's link".to_owned(), bytes: made.link.as_bytes()[..60].to_vec() });
    secrets.push(Secret {
        name: "an invite's end".to_owned(),
        bytes: made.link.as_bytes()[made.link.len() - 24..].to_vec(),
    });
    show(shown, "InviteCreated", &made);
    show(shown, "NewInvite", &invite);
    let report = canary.case().0;
    show(shown, "Report", &report);
    let case = client.report(&report).expect("saved");
    client.save_draft(None, &canary.case().0).expect("a draft");
    client.add_note(case, &canary.long("a note")).expect("saved");
    let edit =
        FieldEdit { field: "name_given".to_owned(), value: Some(Scalar::from(canary.bangla("an edit"))) };
    show(shown, "FieldEdit", &edit);
    client.edit(case, &[edit]).expect("saved");
    let view = client.case(case).expect("the case");
    assert!(view.notes.len() == 1 && view.fields.len() > 15, "the case is shown whole");
    show(shown, "FieldView", &view.fields);
    show(shown, "Version", &view.fields[0].current);
    show(shown, "NoteView", &view.notes);
    show(shown, "EventView", &view.events);
    show(shown, "CaseRow", &view.row);
    show(shown, "CaseView", &view);
    forms(shown, client, canary);
    imported(shown, client, canary);
    asked(shown, client, canary, case);
    let name = report.name_given.clone().unwrap_or_default();
    let nick = report.name_nick.clone().unwrap_or_default();
    let hits = client.search(&nick, 5).expect("searched");
    assert_eq!(hits.len(), 1);
    show(shown, "SearchHit", &hits);
    let refused =
        client.edit(case, &[FieldEdit { field: "district".to_owned(), value: Some(Scalar::from(name)) }]);
    let error = refused.expect_err("not a district");
    assert!(matches!(error, Error::Field { .. }));
    shown.entry("Error").or_default().push_str(&format!(
        "{error:?} {error} {} {}",
        error.bangla(),
        error.english()
    ));
    let body = client.sync_request(jonaki_core::Budget::default()).expect("a request");
    show(shown, "SyncRequest", &body);
    show(shown, "Status", &client.status().expect("the status"));
    show(shown, "Client", client);
    let answer = world.exchange(&body.body);
    show(shown, "Answer", &answer);
    founder.client().sync_answer(answer.status, &answer.body).expect("taken in");
    referred(shown, &mut world, &mut founder, canary);
}

/// What is agreed, planned and asked about a case.
fn asked(shown: &mut Shown, client: &mut jonaki_core::Client, canary: &mut Canary, case: CaseId) {
    let question = Triage::NeedsInformation(canary.long("a question"));
    show(shown, "Triage", &question);
    client.triage(case, &question).expect("asked");
    client.add_work_note(case, &canary.long("a coordinators' note")).expect("noted");
    client.add_flag(case, &canary.bangla("a flag"), None).expect("flagged");
    let consent = NewConsent {
        giver: "guardian".to_owned(),
        basis: None,
        groups: FieldGroups::ALL,
        purpose: "services".to_owned(),
        organisation: None,
        service: None,
        until: Timestamp(4_000_000_000),
        how: None,
        language: Some(canary.bangla("a language")),
        text: Some(canary.long("how consent was given")),
    };
    show(shown, "NewConsent", &consent);
    client.give_consent(case, &consent).expect("recorded");
    let work = client.case_work(case).expect("the work");
    assert!(work.notes.len() == 1 && work.flags.len() == 1 && work.consents.len() == 1);
    show(shown, "NoteView", &work);
    let queue = client.queue(&QueueFilter::default(), 10).expect("what waits");
    assert!(queue.questions.count == 1 && queue.urgent.count + queue.new.count > 0);
    show(shown, "Queue", &queue);
    show(shown, "QueuePart", &(&queue.questions, &queue.urgent, &queue.new));
    show(shown, "WaitingQuestion", &queue.questions.rows);
}

/// A referral as its sender and its receiver read it.
fn referred(shown: &mut Shown, world: &mut World, founder: &mut Device, canary: &mut Canary) {
    let to = founder.client().add_organisation(&organisation("Beta")).expect("added");
    world.sync(founder).expect("synced");
    let invite = jonaki_core::NewInvite { organisation: Some(to), role: Role::Admin };
    let link = founder.client().invite(invite).expect("an invite").link;
    let mut receiver = world.device("receiver");
    receiver.client().enrol(&link).expect("enrolled");
    world.sync(&mut receiver).expect("synced");
    world.sync(founder).expect("synced");
    let case = founder.client().cases(&CaseQuery::default()).expect("cases")[0].id;
    let consent = founder.client().terms(case).expect("terms").consents[0].id;
    let new = NewReferral {
        to,
        kind: "service_referral".to_owned(),
        service: "rescue".to_owned(),
        purpose: "services".to_owned(),
        consent,
        urgency: Urgency::Day,
        disclosed: Disclosed::Groups(FieldGroups::ALL),
        grace_days: 2,
        next: None,
        round: None,
        listing: None,
        message: Some(canary.long("a message to a provider")),
    };
    show(shown, "NewReferral", &new);
    let preview = founder.client().preview_referral(case, &new).expect("a preview");
    assert!(preview.fields.len() > 10);
    show(shown, "ReferralPreview", &preview);
    show(shown, "DisclosedField", &preview.fields);
    let id = founder.client().refer(case, &new).expect("referred");
    world.sync(founder).expect("synced");
    world.sync(&mut receiver).expect("synced");
    let view = receiver.client().referral(id).expect("the referral");
    assert!(view.readable && view.fields == preview.fields);
    show(shown, "ReferralView", &view);
    let entry = canary.long("an entry").into_bytes();
    let service = jonaki_core::protocol::RecordId::from_bytes([1; 16]);
    show(shown, "Listing", &jonaki_core::protocol::Listing { organisation: to, service, number: 1, entry });
}

/// Rows of a partner's file before they are taken.
fn imported(shown: &mut Shown, client: &mut jonaki_core::Client, canary: &mut Canary) {
    let name = canary.bangla("a name in a partner's file");
    let file = format!(
        "prs_FirstName,prs_Gender,vic_TypeOfExploitation\n{name},Feminine,ForcedLabour\n{name},{name},\n"
    );
    let plan = client.import_htcds(file.as_bytes()).expect("a dry run");
    show(shown, "ImportPlan", &plan);
    let rows: Vec<_> = plan.rows().collect();
    assert_eq!(rows.len(), 2);
    show(shown, "ImportRow", &rows);
}

/// A form that is being answered, and what was answered.
fn forms(shown: &mut Shown, client: &mut jonaki_core::Client, canary: &mut Canary) {
    let forms = client.forms().expect("forms");
    let form = forms.iter().find(|form| form.form == jonaki_tests::reports::STANDARD).expect("ships");
    let mut open = client.start_form(form.hash, "bn").expect("started");
    let given = Given::Text(canary.long("an answer"));
    show(shown, "Given", &given);
    let name = Given::Repeat(vec![[("child_name".to_owned(), Given::Text(canary.bangla("a child")))].into()]);
    show(shown, "Given", &name);
    let count = Given::Text("2".to_owned());
    let answers = [("narrative", given), ("number_of_children", count), ("children", name)];
    let answers = answers.map(|(name, given)| (name.to_owned(), given)).into();
    assert_eq!(client.answer_all(&mut open, &answers), Ok(Vec::new()));
    show(shown, "FormSession", &open);
    client.go(&mut open, &Move::To("/data/story/narrative".to_owned())).expect("there");
    let page = open.page();
    assert!(page.questions.iter().any(|question| !question.value.is_empty()));
    show(shown, "PageView", &page);
    show(shown, "QuestionView", &page.questions);
    show(
        shown,
        "ChoiceView",
        &page.questions.iter().flat_map(|question| &question.choices).collect::<Vec<_>>(),
    );
    let summary = open.summary();
    assert!(summary.len() >= 3);
    show(shown, "SummaryLine", &summary);
    let lines =
        AnsweredForm { form: form.form.clone(), hash: form.hash, title: form.title.clone(), lines: summary };
    show(shown, "AnsweredForm", &lines);
}

#[test]
fn no_public_type_prints_what_it_must_not() {
    let (mut shown, mut canary, mut secrets) = (Shown::new(), Canary::new(62), Vec::new());
    documents(&mut shown, &mut canary);
    keys(&mut shown, &mut secrets);
    core(&mut shown, &mut canary, &mut secrets);
    secrets.extend(canary.secrets());
    let searcher = Searcher::new(&secrets).expect("a searcher");
    let found: BTreeMap<_, _> = shown
        .iter()
        .map(|(name, text)| (*name, searcher.search(text.as_bytes())))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    let listed: BTreeSet<&str> = shown.keys().copied().chain(PLAIN.iter().copied()).collect();
    let types = public_types().expect("the sources");
    let printed: BTreeSet<&str> =
        types.iter().filter(|kind| kind.debug).map(|kind| kind.name.as_str()).collect();
    let missing: Vec<&&str> = printed.difference(&listed).collect();
    let gone: Vec<&&str> = listed.difference(&printed).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "show a value with canaries inside, or add to PLAIN what can hold none: {missing:?}; no longer there: {gone:?}"
    );
}
