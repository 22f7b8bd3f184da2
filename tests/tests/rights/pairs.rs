//! Referrals for the tables: a consent on a card, an organisation that was shown the case and refers it, one that receives.

use super::cast::{Cast, HELPER, Opened, SENDER, grant};
use jonaki_core::protocol::{Change, Compartment, EntryId, Item, KeySet, OrganisationId, RecordId};
use jonaki_document::referral::{FieldGroup, FieldGroups, Header, Urgency};
use jonaki_document::{Document, Edit, Scalar};

/// What every consent here is for, unless it says otherwise.
pub(super) const PURPOSE: &str = "services";
pub(super) const SERVICE: &str = "shelter_child";
pub(super) const DAY: i64 = 24 * 3600;

/// Groups that every consent here covers.
pub(super) fn groups() -> FieldGroups {
    FieldGroups::EMPTY.with(FieldGroup::Situation).with(FieldGroup::Name)
}

impl Cast {
    /// A change of an open document by a peer, which is in the document afterwards.
    pub(super) fn edited(&mut self, name: &str, one: &mut Opened, edits: &[Edit]) -> Item {
        let actor = self.peers.get_mut(name).expect("a peer").actor();
        let change = one.card.edit(actor, edits).expect("edited").expect("a change").bytes;
        Change { record: one.record, compartment: one.card.compartment(), change }.to_item()
    }

    /// An event of a card or a referral, in this hour.
    pub(super) fn event(
        &mut self,
        name: &str,
        one: &mut Opened,
        kind: &str,
        more: &[(&str, Scalar)],
    ) -> (EntryId, Item) {
        let id = EntryId::from_bytes(self.peers.get_mut(name).expect("a peer").random());
        let mut fields = vec![("kind", Scalar::from(kind)), ("at", Scalar::Int(self.hour()))];
        fields.extend(more.iter().cloned());
        let edit = Edit::add_entry("events", id, &fields);
        (id, self.edited(name, one, &[edit]))
    }

    /// This hour.
    pub(super) fn hour(&self) -> i64 {
        Header::hour(self.world.clock.now().0)
    }

    /// Records on a card that the child agreed, for ten days.
    pub(super) fn consent(&mut self, case: &mut Opened) -> EntryId {
        let until = self.hour() + 10 * DAY;
        let fields = [
            ("giver", "self".into()),
            ("groups", Scalar::Int(groups().bits())),
            ("purpose", PURPOSE.into()),
            ("until", Scalar::Int(until)),
        ];
        let (id, item) = self.event(HELPER, case, "consent_given", &fields);
        self.must_send(HELPER, vec![item]);
        id
    }

    /// The header of a referral from the sender's organisation to the receiver's.
    pub(super) fn header(&self, case: RecordId, consent: EntryId) -> Header {
        let made = self.hour();
        Header {
            case,
            from: self.from,
            to: self.to,
            kind: "service_referral".to_owned(),
            service: SERVICE.to_owned(),
            purpose: PURPOSE.to_owned(),
            consent,
            groups: groups(),
            urgency: Urgency::Day,
            made,
            due: made + DAY,
            expires: made + 3 * DAY,
            district: Some("khulna".to_owned()),
            round: None,
            previous: None,
            next: None,
            listing: None,
        }
    }

    /// A referral that is only written down yet, with the change that opens it.
    pub(super) fn written(&mut self, name: &str, header: &Header) -> (Opened, Item) {
        let mut one = self.unopened(name);
        let item = self.edited(name, &mut one, &header.edits());
        (one, item)
    }

    /// A referral's record that nobody has heard of.
    pub(super) fn unopened(&mut self, name: &str) -> Opened {
        let peer = self.peers.get_mut(name).expect("a peer");
        let keys = Compartment::ALL.into_iter().filter(|part| part.is_sealed());
        let keys = keys.map(|part| (part, peer.key())).collect();
        let card = Document::new(Compartment::Referral).expect("a document");
        Opened { record: peer.record(), keys, card }
    }

    /// Opens referrals with their keys, which the sender's organisation and the receiver's get.
    pub(super) fn refer(&mut self, name: &'static str, headers: &[Header]) -> Vec<Opened> {
        let mut opened = Vec::new();
        for headers in headers.chunks(40) {
            // The server reads the case's card for each.
            self.world.clock.pass(60);
            let mut items = Vec::new();
            let (mut own, mut theirs) = (self.granter(name, self.from), self.granter(name, self.to));
            items.extend([own.capsule().to_item(), theirs.capsule().to_item()]);
            for header in headers {
                let (one, first) = self.written(name, header);
                items.extend([first, self.disclosure_keys(&one, 0)]);
                items.push(grant(&mut own, &one, &[Compartment::Disclosure]));
                items.push(grant(&mut theirs, &one, &[Compartment::Disclosure]));
                opened.push(one);
            }
            self.must_send(name, items);
        }
        opened
    }

    /// The referral of a case to the receiver, with its keys.
    pub(super) fn refer_one(&mut self, case: &Opened, consent: EntryId) -> Opened {
        let header = self.header(case.record, consent);
        self.refer(SENDER, &[header]).pop().expect("one referral")
    }

    /// New keys of a referral's disclosure.
    pub(super) fn disclosure_keys(&self, one: &Opened, epoch: u32) -> Item {
        let part = Compartment::Disclosure;
        let commitment = one.keys[&part].commitment(&self.peer(HELPER).programme, &one.record, part);
        KeySet { record: one.record, epoch, commitments: vec![(part, commitment)] }.to_item()
    }

    /// A grant of a referral's disclosure after its capsule.
    pub(super) fn disclose(&mut self, name: &str, one: &Opened, organisation: OrganisationId) -> Vec<Item> {
        let mut granter = self.granter(name, organisation);
        let capsule = granter.capsule().to_item();
        vec![capsule, grant(&mut granter, one, &[Compartment::Disclosure])]
    }

    /// A note of a peer to a sealed document.
    pub(super) fn note(&mut self, name: &str, one: &Opened, part: Compartment) -> Item {
        let peer = self.peers.get_mut(name).expect("a peer");
        let (actor, id) = (peer.actor(), EntryId::from_bytes(peer.random()));
        let fields = [("at", Scalar::Int(self.hour())), ("text", "টীকা".into())];
        let mut document = Document::new(part).expect("a document");
        let edit = Edit::add_entry("notes", id, &fields);
        let change = document.edit(actor, &[edit]).expect("edited").expect("a change");
        self.item(name, one, part, change.bytes)
    }

    /// New cases of the reporter that the sender's organisation was shown, each with a consent.
    pub(super) fn agreed(&mut self, count: usize) -> Vec<(Opened, EntryId)> {
        let mut cases = self.open(super::cast::REPORTER, count);
        let parts: &[Compartment] = &[Compartment::Account];
        self.share_with(self.from, &cases.iter().map(|case| (case, parts)).collect::<Vec<_>>());
        let consents: Vec<EntryId> = cases.iter_mut().map(|case| self.consent(case)).collect();
        cases.into_iter().zip(consents).collect()
    }
}
