//! Two organisations and a peer for every standing: real keys, real certificates, and it signs what it is told to.

use jonaki_core::protocol::sync::{Refusal, Request, Response};
use jonaki_core::protocol::{
    CaseKey, Change, Code, Compartment, CompartmentSet, Digest, DocumentId, Item, KemPublic, KeySet,
    OrganisationId, Receipt, Recipient, RecordId, Role, Sealed, SignedBatch, grant::Granter, seal,
};
use jonaki_core::{NewInvite, NewOrganisation};
use jonaki_document::{Document, Edit};
use jonaki_tests::catalogue::Cheat;
use jonaki_tests::world::{Device, World, organisation};
use std::collections::BTreeMap;

/// The peers by the names of the tables' columns, and a coordinator who only prepares.
pub(super) const REPORTER: &str = "reporter_of_case";
pub(super) const OTHER_REPORTER: &str = "other_reporter";
pub(super) const COORDINATOR: &str = "coordinator_with_access";
pub(super) const OUTSIDE_COORDINATOR: &str = "coordinator_without_access";
pub(super) const PROVIDER: &str = "provider";
pub(super) const ADMIN: &str = "admin_with_access";
pub(super) const OUTSIDE_ADMIN: &str = "admin_without_access";
pub(super) const HELPER: &str = "helper";
/// Of the organisation that refers, and of the one that receives; each with a colleague of the same role.
pub(super) const SENDER: &str = "sender";
pub(super) const SENDER_HELPER: &str = "sender_helper";
pub(super) const RECEIVER: &str = "receiver";
pub(super) const RECEIVER_HELPER: &str = "receiver_helper";

/// A programme with everybody in it.
pub(super) struct Cast {
    pub(super) world: World,
    pub(super) founder: Device,
    /// An honest coordinator's device of the reporter's organisation.
    pub(super) reader: Device,
    /// The honest administrator of the other organisation.
    pub(super) abroad: Device,
    /// The reporter's organisation.
    pub(super) home: OrganisationId,
    /// The other.
    pub(super) other: OrganisationId,
    /// One that makes referrals.
    pub(super) from: OrganisationId,
    /// A shelter, to which they are made.
    pub(super) to: OrganisationId,
    pub(super) peers: BTreeMap<&'static str, Cheat>,
}

/// A record that a peer opened, with all its keys.
pub(super) struct Opened {
    pub(super) record: RecordId,
    pub(super) keys: BTreeMap<Compartment, CaseKey>,
    pub(super) card: Document,
}

impl Cast {
    pub(super) fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let mut founder = world.founder();
        world.sync(&mut founder).expect("founded");
        let other = founder.client().add_organisation(&organisation("Beta")).expect("added");
        let home = founder.client().status().expect("status").organisation.expect("enrolled");
        let mut abroad = enrolled(&mut world, (&mut founder, Some(other)), "abroad", Role::Admin);
        let reader = enrolled(&mut world, (&mut founder, None), "reader", Role::Coordinator);
        let mut peers = BTreeMap::new();
        let from = founder.client().add_organisation(&organisation("Gamma")).expect("added");
        let shelter = NewOrganisation { kind: "shelter".to_owned(), ..organisation("Delta") };
        let to = founder.client().add_organisation(&shelter).expect("added");
        let mut of_from = enrolled(&mut world, (&mut founder, Some(from)), "gamma", Role::Admin);
        let mut of_to = enrolled(&mut world, (&mut founder, Some(to)), "delta", Role::Admin);
        for (name, organisation, role) in [
            (REPORTER, home, Role::Reporter),
            (OTHER_REPORTER, home, Role::Reporter),
            (COORDINATOR, home, Role::Coordinator),
            (OUTSIDE_COORDINATOR, other, Role::Coordinator),
            (PROVIDER, home, Role::Provider),
            (ADMIN, home, Role::Admin),
            (OUTSIDE_ADMIN, other, Role::Admin),
            (HELPER, home, Role::Coordinator),
            (SENDER, from, Role::Coordinator),
            (SENDER_HELPER, from, Role::Coordinator),
            (RECEIVER, to, Role::Provider),
            (RECEIVER_HELPER, to, Role::Provider),
        ] {
            let devices =
                [(home, &mut founder), (other, &mut abroad), (from, &mut of_from), (to, &mut of_to)];
            let by = devices.into_iter().find(|(of, _)| *of == organisation).expect("an administrator").1;
            let link = by.client().invite(NewInvite { organisation: None, role }).expect("an invite").link;
            world.sync(by).expect("synced");
            peers.insert(name, Cheat::enrol(&mut world, &link));
        }
        Self { world, founder, reader, abroad, home, other, from, to, peers }
    }

    /// A further peer of the reporter's organisation.
    pub(super) fn enrol(&mut self, name: &'static str, role: Role) {
        let new = NewInvite { organisation: None, role };
        let link = self.founder.client().invite(new).expect("an invite").link;
        self.world.sync(&mut self.founder).expect("synced");
        let peer = Cheat::enrol(&mut self.world, &link);
        self.peers.insert(name, peer);
    }

    pub(super) fn peer(&self, name: &str) -> &Cheat {
        self.peers.get(name).expect("a peer of this name")
    }

    pub(super) fn sign(&mut self, name: &str, items: Vec<Item>) -> SignedBatch {
        self.peer(name).batch(&self.world, items)
    }

    /// Sends batches; the server's answer.
    pub(super) fn bring(&mut self, name: &str, batches: Vec<SignedBatch>) -> Result<Response, Code> {
        self.ask(name, |request| request.batches = batches)
    }

    /// Sends a request that is changed before it is signed.
    pub(super) fn ask(&mut self, name: &str, change: impl FnOnce(&mut Request)) -> Result<Response, Code> {
        let peer = self.peers.get_mut(name).expect("a peer of this name");
        let mut request = peer.request(&self.world, Vec::new());
        request.budget = u32::MAX;
        change(&mut request);
        let body = request.to_body(&peer.sign).expect("a request");
        self.exchange(&body)
    }

    pub(super) fn exchange(&mut self, body: &[u8]) -> Result<Response, Code> {
        let answer = self.world.exchange(body);
        match answer.status {
            200 => Ok(Response::from_body(&answer.body).expect("an answer")),
            _ => Err(Refusal::from_body(&answer.body).expect("a refusal says why").code),
        }
    }

    /// Signs and sends items; what the server says of each.
    pub(super) fn send(&mut self, name: &str, items: Vec<Item>) -> Vec<Option<Code>> {
        let (_, verdicts) = self.send_batch(name, items);
        verdicts
    }

    /// As [`Cast::send`], with the batch and the entry that stored it.
    pub(super) fn send_batch(
        &mut self,
        name: &str,
        items: Vec<Item>,
    ) -> ((SignedBatch, u64), Vec<Option<Code>>) {
        let count = items.len();
        let batch = self.sign(name, items);
        let response = self.bring(name, vec![batch.clone()]).expect("the request is taken");
        let receipt = self.receipt(&response);
        let verdict = |position| receipt.refused.iter().find(|(at, _)| usize::from(*at) == position);
        let verdicts = (0..count).map(|position| verdict(position).map(|(_, code)| *code)).collect();
        ((batch, receipt.entry), verdicts)
    }

    pub(super) fn receipt(&self, response: &Response) -> Receipt {
        let receipt = response.receipts.first().unwrap_or_else(|| panic!("refused: {:?}", response.refused));
        let key = self.world.server_key().public();
        Receipt::verify(receipt, &self.peer(HELPER).programme, &key).expect("a true receipt")
    }

    /// Sends items that are all admitted, in batches that are small enough.
    pub(super) fn must_send(&mut self, name: &str, items: Vec<Item>) {
        for items in items.chunks(200) {
            let verdicts = self.send(name, items.to_vec());
            assert!(verdicts.iter().all(Option::is_none), "an honest beginning of {name}: {verdicts:?}");
        }
    }

    /// The newest key of an organisation.
    pub(super) fn epoch(&self, organisation: OrganisationId) -> (Recipient, KemPublic) {
        let mut found = None;
        let read = self.world.service().inspect(&mut |_, directory, _| {
            found = directory.current_epoch(&organisation).map(|epoch| (epoch.number, epoch.public));
            Ok(())
        });
        read.expect("the server's database");
        let (number, public) = found.expect("an organisation with a key");
        (Recipient::Organisation(organisation, number), public)
    }

    /// What wraps keys for an organisation in one batch of a peer.
    pub(super) fn granter(&mut self, name: &str, organisation: OrganisationId) -> Granter {
        let (recipient, public) = self.epoch(organisation);
        self.granter_for(name, recipient, &public)
    }

    /// What wraps keys for anybody in one batch of a peer.
    pub(super) fn granter_for(&mut self, name: &str, recipient: Recipient, public: &KemPublic) -> Granter {
        let peer = self.peers.get_mut(name).expect("a peer");
        Granter::new(peer.programme, recipient, public, &mut peer.rng).expect("a granter")
    }

    /// New records of a peer, granted to its organisation: a card with a district, keys for account and identity.
    pub(super) fn open(&mut self, name: &str, count: usize) -> Vec<Opened> {
        let mut opened = Vec::new();
        while opened.len() < count {
            let mut granter = self.granter(name, self.home);
            let mut items = vec![granter.capsule().to_item()];
            for _ in 0..(count - opened.len()).min(60) {
                let one = self.new_record(name);
                let first = one.card.changes().pop().expect("a change").bytes;
                let change = Change { record: one.record, compartment: Compartment::Card, change: first };
                items.extend([self.key_set(&one, 0, &[Compartment::Account, Compartment::Identity])]);
                items.push(grant(&mut granter, &one, &[Compartment::Account, Compartment::Identity]));
                items.push(change.to_item());
                opened.push(one);
            }
            self.must_send(name, items);
        }
        opened
    }

    /// A record of the other organisation.
    pub(super) fn open_abroad(&mut self) -> RecordId {
        let peer = self.peers.get_mut(OUTSIDE_COORDINATOR).expect("a peer");
        let (record, actor) = (peer.record(), peer.actor());
        let mut card = Document::new(Compartment::Card).expect("a document");
        let edit = [Edit::set("district", "khulna".into())];
        let change = card.edit(actor, &edit).expect("edited").expect("a change").bytes;
        let item = Change { record, compartment: Compartment::Card, change }.to_item();
        self.must_send(OUTSIDE_COORDINATOR, vec![item]);
        record
    }

    fn new_record(&mut self, name: &str) -> Opened {
        let peer = self.peers.get_mut(name).expect("a peer");
        let mut card = Document::new(Compartment::Card).expect("a document");
        card.edit(peer.actor(), &[Edit::set("district", "khulna".into())]).expect("edited");
        let sealed = Compartment::ALL.into_iter().filter(|part| part.is_sealed());
        let keys = sealed.map(|part| (part, peer.key())).collect();
        Opened { record: peer.record(), keys, card }
    }

    pub(super) fn key_set(&self, one: &Opened, epoch: u32, parts: &[Compartment]) -> Item {
        let programme = self.peer(HELPER).programme;
        let commit = |part: &Compartment| -> (Compartment, Digest) {
            (*part, one.keys[part].commitment(&programme, &one.record, *part))
        };
        KeySet { record: one.record, epoch, commitments: parts.iter().map(commit).collect() }.to_item()
    }

    /// A change as it travels: open, or sealed with the record's true key.
    pub(super) fn item(&mut self, name: &str, one: &Opened, part: Compartment, change: Vec<u8>) -> Item {
        if !part.is_sealed() {
            return Change { record: one.record, compartment: part, change }.to_item();
        }
        let peer = self.peers.get_mut(name).expect("a peer");
        let id = DocumentId { record: one.record, compartment: part };
        let sealed: Sealed =
            seal::seal(&peer.programme, id, &one.keys[&part], &change, &mut peer.rng).expect("sealed");
        sealed.to_item()
    }

    /// What of records is closed to reporters, opened by the helper for its organisation.
    pub(super) fn open_closed(&mut self, records: &[&Opened]) {
        let closed = [Compartment::Safety, Compartment::Work];
        for records in records.chunks(60) {
            let mut granter = self.granter(HELPER, self.home);
            let mut items = vec![granter.capsule().to_item()];
            for one in records {
                items.push(self.key_set(one, 1, &closed));
                items.push(grant(&mut granter, one, &closed));
            }
            self.must_send(HELPER, items);
        }
    }

    /// Lets the other organisation read compartments of records.
    pub(super) fn share(&mut self, records: &[(&Opened, &[Compartment])]) {
        self.share_with(self.other, records);
    }

    /// Lets an organisation read compartments of records.
    pub(super) fn share_with(&mut self, organisation: OrganisationId, records: &[(&Opened, &[Compartment])]) {
        for records in records.chunks(100) {
            // The server reads each card: is the case for them at all?
            self.world.clock.pass(60);
            let mut granter = self.granter(HELPER, organisation);
            let mut items = vec![granter.capsule().to_item()];
            items.extend(records.iter().map(|(one, parts)| grant(&mut granter, one, parts)));
            self.must_send(HELPER, items);
        }
    }
}

/// A grant of a record's keys.
pub(super) fn grant(granter: &mut Granter, one: &Opened, parts: &[Compartment]) -> Item {
    let set: CompartmentSet = parts.iter().copied().collect();
    let keys: Vec<&CaseKey> = parts.iter().map(|part| &one.keys[part]).collect();
    granter.grant(one.record, set.with(one.card.compartment()), &keys).expect("a grant").to_item()
}

fn enrolled(
    world: &mut World,
    (by, organisation): (&mut Device, Option<OrganisationId>),
    name: &str,
    role: Role,
) -> Device {
    let link = by.client().invite(NewInvite { organisation, role }).expect("an invite").link;
    world.sync(by).expect("synced");
    let mut device = world.device(name);
    device.client().enrol(&link).expect("enrolled");
    world.sync(&mut device).expect("synced");
    device
}
