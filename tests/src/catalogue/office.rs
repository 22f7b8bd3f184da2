//! The scene of the sets about changes, envelopes, seals and keys: two organisations with honest devices, and cheats in
//! every role among them.

use super::{Allowance, Answer, Cheat, Scene, Tables};
use crate::world::{Device, World, organisation};
use jonaki_core::protocol::sync::{Refusal, Response};
use jonaki_core::protocol::{
    CaseId, CaseKey, Change, Code, Compartment, CompartmentSet, Digest, DocumentId, Item, KemPublic, KeySet,
    OrganisationId, Receipt, Recipient, RecordId, Role, decode, grant::Granter, seal,
};
use jonaki_core::{Budget, FieldEdit, NewInvite, Report, Scalar, StatusChange};
use jonaki_document::{Document, DocumentState, Edit};
use jonaki_server::operations::check;
use rusqlite::{Connection, OpenFlags};

/// What goes in, and by which door.
#[derive(Debug, Clone)]
pub enum Input {
    /// A body for the server.
    Up(Vec<u8>),
    /// An answer for the honest coordinator's device; with the hash of the item that is bad, if it is one item.
    Down(Vec<u8>, Option<Digest>),
    /// The same for the device in the other organisation.
    DownAbroad(Vec<u8>, Option<Digest>),
}

/// A record that a cheat opened, whose keys it therefore has.
pub struct Opened {
    /// The record.
    pub record: RecordId,
    /// The keys of account and identity.
    pub account: CaseKey,
    /// Of the identity.
    pub identity: CaseKey,
    /// The account as the cheat wrote it.
    pub document: Document,
}

/// One of the cheats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The coordinator.
    Insider,
    /// The reporter.
    Snitch,
    /// The provider.
    Provider,
    /// The coordinator of the other organisation.
    Outsider,
    /// The administrator.
    Boss,
}

/// A programme with honest devices and cheats.
pub struct Office {
    /// Server, clock and randomness.
    pub world: World,
    /// The first administrator.
    pub founder: Device,
    /// An honest coordinator of the first organisation, at whom the cheats aim.
    pub coordinator: Device,
    /// An honest reporter.
    pub reporter: Device,
    /// The administrator of the second organisation.
    pub abroad: Device,
    /// The first organisation.
    pub home: OrganisationId,
    /// The second.
    pub other: OrganisationId,
    /// A coordinator that cheats.
    pub insider: Cheat,
    /// A reporter that cheats.
    pub snitch: Cheat,
    /// A provider that cheats.
    pub provider: Cheat,
    /// A coordinator of the second organisation that cheats.
    pub outsider: Cheat,
    /// An administrator of the first organisation that cheats.
    pub boss: Cheat,
    /// A coordinator that was removed.
    pub leaver: Cheat,
    /// The honest reporter's case.
    pub case: CaseId,
    /// A case that was erased.
    pub erased: CaseId,
    /// A record that the insider opened and shares.
    pub bait: Opened,
    /// A record that the cheating reporter opened and shares.
    pub own: Opened,
    round: u32,
    last: &'static str,
}

/// Tables of a device that say how far it got or what is still to be indexed.
const SKIPPED: &[&str] = &[
    "case_row.digest",
    "search",
    "search_config",
    "search_content",
    "search_data",
    "search_docsize",
    "search_idx",
    "search_stale",
];

impl Office {
    /// A new programme; everything follows from the seed.
    ///
    /// # Panics
    /// Where honest work fails.
    pub fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let mut founder = world.founder();
        world.sync(&mut founder).expect("founded");
        let other = founder.client().add_organisation(&organisation("Beta")).expect("added");
        let mut enter = |world: &mut World, organisation, role| {
            let new = NewInvite { organisation, role };
            let link = founder.client().invite(new).expect("an invite").link;
            world.sync(&mut founder).expect("synced");
            link
        };
        let mut honest = |world: &mut World, name, organisation, role| {
            let link = enter(world, organisation, role);
            let mut device = world.device(name);
            device.client().enrol(&link).expect("enrolled");
            world.sync(&mut device).expect("synced");
            device
        };
        let mut coordinator = honest(&mut world, "coordinator", None, Role::Coordinator);
        let mut reporter = honest(&mut world, "reporter", None, Role::Reporter);
        let mut abroad = honest(&mut world, "abroad", Some(other), Role::Admin);
        let mut cheat = |world: &mut World, role| {
            let link = enter(world, None, role);
            Cheat::enrol(world, &link)
        };
        let mut insider = cheat(&mut world, Role::Coordinator);
        let mut snitch = cheat(&mut world, Role::Reporter);
        let provider = cheat(&mut world, Role::Provider);
        let boss = cheat(&mut world, Role::Admin);
        let leaver = cheat(&mut world, Role::Coordinator);
        let new = NewInvite { organisation: None, role: Role::Coordinator };
        let link = abroad.client().invite(new).expect("an invite").link;
        world.sync(&mut abroad).expect("synced");
        let outsider = Cheat::enrol(&mut world, &link);
        let home = founder.client().status().expect("status").organisation.expect("enrolled");
        let case = reporter.client().report(&report()).expect("saved");
        let erased = reporter.client().report(&report()).expect("saved");
        world.sync(&mut reporter).expect("synced");
        world.sync(&mut founder).expect("synced");
        founder.client().erase(erased).expect("erased");
        founder.client().remove_member(leaver.id()).expect("removed");
        world.sync(&mut founder).expect("synced");
        world.sync(&mut coordinator).expect("synced");
        coordinator.client().set_status(case, &StatusChange::Opened).expect("opened");
        let bait = open(&mut world, &mut insider, home);
        let own = open(&mut world, &mut snitch, home);
        let (round, last) = (0, "");
        let mut office = Self {
            world,
            founder,
            coordinator,
            reporter,
            abroad,
            home,
            other,
            insider,
            snitch,
            provider,
            outsider,
            boss,
            leaver,
            case,
            erased,
            bait,
            own,
            round,
            last,
        };
        office.go_on().expect("an honest beginning");
        office
    }

    /// The card of a record as the server has it, which is what any reader of it has.
    ///
    /// # Panics
    /// Where there is none.
    pub fn card(&self, record: RecordId) -> Document {
        let mut found = None;
        let read = self.world.service().inspect(&mut |_, _, tx| {
            found = tx.document(&record, Compartment::Card)?.and_then(|row| row.state);
            Ok(())
        });
        read.expect("the server's database");
        let state: DocumentState = decode(&found.expect("a card")).expect("a state");
        state.document().expect("a document")
    }

    /// The newest key of an organisation, as its directory says.
    ///
    /// # Panics
    /// Where it has none.
    pub fn epoch(&self, organisation: OrganisationId) -> (Recipient, KemPublic) {
        epoch(&self.world, organisation)
    }

    /// The number of the first organisation's newest key.
    ///
    /// # Panics
    /// Where it has none.
    pub fn epoch_number(&self) -> u32 {
        match self.epoch(self.home).0 {
            Recipient::Organisation(_, number) => number,
            Recipient::Device(_) => panic!("an organisation has epochs"),
        }
    }

    /// The body with which a cheat brings items.
    pub fn body(&mut self, who: Who, items: Vec<Item>) -> Vec<u8> {
        let cheat = match who {
            Who::Insider => &mut self.insider,
            Who::Snitch => &mut self.snitch,
            Who::Provider => &mut self.provider,
            Who::Outsider => &mut self.outsider,
            Who::Boss => &mut self.boss,
        };
        cheat.body(&self.world, items)
    }

    /// What the honest coordinator gets when it asks now.
    ///
    /// # Panics
    /// Where the server refuses it.
    pub fn answer_for_coordinator(&mut self) -> Vec<u8> {
        answer_for(&mut self.world, &mut self.coordinator)
    }

    /// What the device in the other organisation gets when it asks now.
    ///
    /// # Panics
    /// Where the server refuses it.
    pub fn answer_abroad(&mut self) -> Vec<u8> {
        answer_for(&mut self.world, &mut self.abroad)
    }

    fn heard(&self, status: u16, body: &[u8]) -> Answer {
        if status != 200 {
            return Answer::Request(Refusal::from_body(body).expect("a refusal says why").code);
        }
        let response = Response::from_body(body).expect("an answer");
        if let Some((_, code)) = response.refused.first() {
            return Answer::Batch(*code);
        }
        let key = self.world.server_key().public();
        let programme = self.insider.programme;
        let receipts = response.receipts.iter().map(|receipt| Receipt::verify(receipt, &programme, &key));
        let receipts: Vec<Receipt> = receipts.collect::<Result<_, _>>().expect("true receipts");
        match receipts.iter().find_map(|receipt| receipt.refused.first()) {
            Some((_, code)) => Answer::Item(*code),
            None if receipts.is_empty() => Answer::Ignored,
            None => Answer::Taken,
        }
    }

    fn take_down(&mut self, body: &[u8], item: Option<Digest>, abroad: bool) -> Answer {
        let device = if abroad { &mut self.abroad } else { &mut self.coordinator };
        self.last = if abroad { "abroad" } else { "coordinator" };
        match device.client().sync_answer(200, body) {
            Err(error) => Answer::Device(error),
            Ok((_, round)) => match item.and_then(|item| verdict(device, item)) {
                Some(0) => Answer::Taken,
                Some(code) => Answer::SetAside(Code::from_number(code).expect("a code")),
                None if round.set_aside > 0 => Answer::SetAside(Code::BadSignature),
                None => Answer::Ignored,
            },
        }
    }
}

impl Scene for Office {
    type Input = Input;

    fn play(&mut self, input: &Input) -> Answer {
        match input {
            Input::Up(body) => {
                let answer = self.world.exchange(body);
                self.heard(answer.status, &answer.body)
            }
            Input::Down(body, item) => self.take_down(body, *item, false),
            Input::DownAbroad(body, item) => self.take_down(body, *item, true),
        }
    }

    fn state(&mut self) -> Tables {
        Tables::of(&self.world.server_path(), &[&self.coordinator, &self.abroad], SKIPPED)
    }

    fn leaves(&self, answer: &Answer) -> Vec<Allowance> {
        let verdict = [
            Allowance::added("server.batch", 1),
            Allowance::added("server.item", 1),
            Allowance::added("server.entry", 1),
            Allowance::changed("server.programme", 1),
            Allowance::changed("server.chain", 1),
        ];
        match answer {
            Answer::Item(Code::Pending) => {
                verdict.into_iter().chain([Allowance::added("server.pending", 1)]).collect()
            }
            Answer::Item(_) => verdict.to_vec(),
            Answer::SetAside(_) => {
                let [parcel, item, setting] = match self.last {
                    "abroad" => ["abroad.parcel", "abroad.parcel_item", "abroad.setting"],
                    _ => ["coordinator.parcel", "coordinator.parcel_item", "coordinator.setting"],
                };
                // Cursor, checkpoint with its proof, time of the last contact.
                vec![Allowance::added(parcel, 1), Allowance::added(item, 1), Allowance::changed(setting, 4)]
            }
            _ => Vec::new(),
        }
    }

    fn go_on(&mut self) -> Result<(), String> {
        self.round += 1;
        self.world.clock.pass(60);
        let text = format!("পরীক্ষার বিবরণ {}", self.round);
        let district = if self.round.is_multiple_of(2) { "khulna" } else { "jashore" };
        let edits = [set("narrative", &text), set("district", district)];
        let failed =
            |what: &'static str| move |error: jonaki_core::Error| format!("{what}: {}", error.code());
        self.reporter.client().edit(self.case, &edits).map_err(failed("the reporter cannot edit"))?;
        self.world.sync(&mut self.reporter).map_err(failed("the reporter cannot sync"))?;
        self.world.sync(&mut self.coordinator).map_err(failed("the coordinator cannot sync"))?;
        shows(&mut self.coordinator, self.case, &text)?;
        for record in [self.bait.record, self.own.record] {
            let edit = [set("narrative", &text)];
            self.coordinator.client().edit(record, &edit).map_err(failed("the coordinator cannot edit"))?;
        }
        self.world.sync(&mut self.coordinator).map_err(failed("the coordinator cannot sync"))?;
        self.world.sync(&mut self.founder).map_err(failed("the founder cannot sync"))?;
        self.world.sync(&mut self.abroad).map_err(failed("the other organisation cannot sync"))?;
        for record in [self.case, self.bait.record, self.own.record] {
            shows(&mut self.founder, record, &text)?;
        }
        let report = check(self.world.service()).map_err(|_| "the server cannot be checked".to_owned())?;
        match report.faults.first() {
            Some(fault) => Err(format!("the server's check says: {fault}")),
            None => self.refused_content_is_gone(),
        }
    }
}

impl Office {
    /// What was refused is not kept, but for its hash.
    fn refused_content_is_gone(&self) -> Result<(), String> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let server =
            Connection::open_with_flags(self.world.server_path(), flags).expect("the server's database");
        let sql = "SELECT count(*) FROM item WHERE verdict NOT IN (0, ?1) AND body IS NOT NULL";
        let kept: i64 = server.query_row(sql, [Code::Pending.number()], |row| row.get(0)).expect("a count");
        if kept == 0 { Ok(()) } else { Err(format!("{kept} refused items still have their content")) }
    }
}

fn answer_for(world: &mut World, device: &mut Device) -> Vec<u8> {
    let body = World::whole_request(device, Budget::default()).expect("a request");
    let answer = world.exchange(&body);
    assert_eq!(answer.status, 200, "refused: {:?}", answer.refusal);
    answer.body
}

/// What became of an item on a device: 0 in force, else the code; nothing where it does not have it.
fn verdict(device: &Device, item: Digest) -> Option<u16> {
    let sql = "SELECT verdict FROM parcel_item WHERE hash = ?1 ORDER BY verdict DESC";
    device.read().query_row(sql, [item.as_bytes().as_slice()], |row| row.get(0)).ok()
}

fn shows(device: &mut Device, case: CaseId, text: &str) -> Result<(), String> {
    let view = device.client().peek(case).map_err(|error| format!("{} has no case: {error}", device.name))?;
    let field = view.fields.iter().find(|field| field.field == "narrative");
    let shown = field.is_some_and(|field| field.current.value == Scalar::from(text));
    if shown { Ok(()) } else { Err(format!("{} does not show the last edit of {case}", device.name)) }
}

/// A record of a cheat: opened, written and granted to its organisation like any other.
fn open(world: &mut World, cheat: &mut Cheat, home: OrganisationId) -> Opened {
    let (record, account, identity) = (cheat.record(), cheat.key(), cheat.key());
    let (programme, actor) = (cheat.programme, cheat.actor());
    let mut card = Document::new(Compartment::Card).expect("a document");
    let first =
        card.edit(actor, &[Edit::set("district", "khulna".into())]).expect("edited").expect("a change");
    let mut document = Document::new(Compartment::Account).expect("a document");
    let told =
        document.edit(actor, &[Edit::set("narrative", "শুরু".into())]).expect("edited").expect("a change");
    let id = DocumentId { record, compartment: Compartment::Account };
    let sealed = seal::seal(&programme, id, &account, &told.bytes, &mut cheat.rng).expect("sealed");
    let commitments = [(Compartment::Account, &account), (Compartment::Identity, &identity)];
    let commitments =
        commitments.map(|(part, key)| (part, key.commitment(&programme, &record, part))).to_vec();
    let (recipient, public) = epoch(world, home);
    let mut granter = Granter::new(programme, recipient, &public, &mut cheat.rng).expect("a granter");
    let parts = CompartmentSet::EMPTY.with(Compartment::Account).with(Compartment::Identity);
    let grant = granter.grant(record, parts, &[&account, &identity]).expect("a grant");
    let items: Vec<Item> = vec![
        KeySet { record, epoch: 0, commitments }.to_item(),
        granter.capsule().to_item(),
        grant.to_item(),
        Change { record, compartment: Compartment::Card, change: first.bytes }.to_item(),
        sealed.to_item(),
    ];
    cheat.send_honest(world, items);
    Opened { record, account, identity, document }
}

fn epoch(world: &World, organisation: OrganisationId) -> (Recipient, KemPublic) {
    let mut found = None;
    let read = world.service().inspect(&mut |_, directory, _| {
        found = directory.current_epoch(&organisation).map(|epoch| (epoch.number, epoch.public));
        Ok(())
    });
    read.expect("the server's database");
    let (number, public) = found.expect("an organisation with a key");
    (Recipient::Organisation(organisation, number), public)
}

fn report() -> Report {
    Report {
        concern_types: vec!["child_labour".to_owned()],
        immediate_danger: Some(true),
        division: Some("khulna".to_owned()),
        district: Some("jashore".to_owned()),
        narrative: Some("পরীক্ষার বিবরণ".to_owned()),
        name_given: Some("পরীক্ষা".to_owned()),
        ..Report::default()
    }
}

fn set(field: &str, value: &str) -> FieldEdit {
    FieldEdit { field: field.to_owned(), value: Some(Scalar::from(value)) }
}
