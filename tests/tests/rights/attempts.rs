//! What each row of `tests/data/endpoints.tsv` does, for one role.

use super::cast::{
    ADMIN, COORDINATOR, Cast, HELPER, OTHER_REPORTER, OUTSIDE_ADMIN, OUTSIDE_COORDINATOR, Opened, PROVIDER,
    RECEIVER, REPORTER, SENDER, SENDER_HELPER, grant,
};
use jonaki_core::NewInvite;
use jonaki_core::protocol::KemPrivate;
use jonaki_core::protocol::directory::{OrganisationRecord, RootRecord};
use jonaki_core::protocol::sync::{
    Cursor, FeedEntry, Founding, News, RecordDigest, Request, Response, digest_part,
};
use jonaki_core::protocol::{
    Body, Certificate, Change, Code, Compartment, CompartmentSet, DocumentId, EntryId, Epoch, EpochWrap,
    Erase, Form, FormVersion, Holder, Invite, InviteLink, Item, Listing, ListingFlag, OrganisationId,
    ProgrammeId, Recipient, RecordId, Removal, Role, Sealed, SignPrivate, VerifiedInvite, Withdraw, frame,
    limits, seal,
};
use jonaki_document::referral::Header;
use jonaki_document::{Document, Edit};
use jonaki_server::operations::check;
use jonaki_tests::catalogue::Cheat;

pub(super) const REMOVED: &str = "removed";
pub(super) const STRANGER: &str = "stranger";
pub(super) const UNSIGNED: &str = "unsigned";
/// The columns.
pub(super) const ROLES: [&str; 12] = [
    REPORTER,
    OTHER_REPORTER,
    COORDINATOR,
    OUTSIDE_COORDINATOR,
    PROVIDER,
    ADMIN,
    OUTSIDE_ADMIN,
    REMOVED,
    STRANGER,
    UNSIGNED,
    SENDER,
    RECEIVER,
];
const VICTIM: &str = "victim";

/// The programme, with a case for each cell.
pub(super) struct Play {
    pub(super) cast: Cast,
    cases: Vec<Opened>,
    foreign: RecordId,
    /// The referral of the case at hand, in rows that are about one.
    referral: Option<(Opened, EntryId)>,
    nonce: u64,
}

impl Play {
    pub(super) fn new(rows: usize) -> Self {
        let mut cast = Cast::new(72);
        cast.enrol(VICTIM, Role::Reporter);
        cast.enrol(REMOVED, Role::Coordinator);
        cast.world.sync(&mut cast.founder).expect("synced");
        let removed = cast.peer(REMOVED).id();
        cast.founder.client().remove_member(removed).expect("removed");
        cast.world.sync(&mut cast.founder).expect("synced");
        let other = cast.other;
        cast.founder.client().set_comparing(Some(other)).expect("said");
        cast.world.sync(&mut cast.founder).expect("synced");
        let cases = cast.open(REPORTER, rows * ROLES.len());
        cast.open_closed(&cases.iter().collect::<Vec<_>>());
        let from = cast.from;
        let parts: &[Compartment] = &[Compartment::Account];
        cast.share_with(from, &cases.iter().map(|case| (case, parts)).collect::<Vec<_>>());
        let foreign = cast.open_abroad();
        Self { cast, cases, foreign, referral: None, nonce: 0 }
    }

    /// The log and everything in it is whole after all of that.
    pub(super) fn check(&self) {
        let report = check(self.cast.world.service()).expect("the server can be checked");
        assert_eq!(report.faults, Vec::<String>::new());
    }

    /// An empty request of a role.
    pub(super) fn body(&mut self, role: &str) -> Vec<u8> {
        self.signed(role, |_, _| {})
    }

    /// Plays one cell.
    pub(super) fn cell(&mut self, surface: &str, what: &str, role: &str) -> String {
        self.cast.world.clock.pass(60);
        if role == STRANGER {
            let stranger = self.stranger();
            self.cast.peers.insert(STRANGER, stranger);
        }
        let mut case = self.cases.pop().expect("a case for each cell");
        self.referral = ["referral", "disclosure"].iter().any(|word| what.contains(word)).then(|| {
            let consent = self.cast.consent(&mut case);
            let header = self.cast.header(case.record, consent);
            let one = self.cast.refer(SENDER_HELPER, &[header]).pop().expect("a referral");
            (one, consent)
        });
        let found = match surface {
            "batches" | "offers" => self.batch(surface, what, role),
            "digests" | "prove" | "cursor" => self.told(surface, what, role, &case),
            "founding" => self.founding(role),
            "programme" => self.name(role, |_, request| request.programme = ProgrammeId::from_bytes([5; 16])),
            "POST /v1/sync" => self.name(role, |_, _| {}),
            kind => {
                let item = self.item(kind, what, role, &case);
                self.admitted(role, item)
            }
        };
        self.cast.peers.remove(STRANGER);
        found
    }

    /// Who signs for a role.
    fn signer(role: &str) -> &str {
        if role == UNSIGNED { COORDINATOR } else { role }
    }

    fn stranger(&mut self) -> Cheat {
        let mut rng = self.cast.world.seeds.stream();
        let mut seed = [0; 32];
        rand_chacha::rand_core::Rng::fill_bytes(&mut rng, &mut seed);
        let programme = self.cast.peer(HELPER).programme;
        Cheat { sign: SignPrivate::from_seed(&seed), kem: KemPrivate::derive(&seed), programme, rng }
    }

    fn signed(&mut self, role: &str, change: impl FnOnce(&Cheat, &mut Request)) -> Vec<u8> {
        let stranger = (role == STRANGER && !self.cast.peers.contains_key(STRANGER)).then(|| self.stranger());
        let cast = &mut self.cast;
        let peer = match &stranger {
            Some(stranger) => stranger,
            None => cast.peer(Self::signer(role)),
        };
        self.nonce += 1;
        let mut request = Request {
            version: jonaki_core::protocol::sync::VERSION,
            programme: peer.programme,
            time: cast.world.clock.now(),
            nonce: self.nonce,
            cursor: Cursor::default(),
            budget: 1_000,
            batches: Vec::new(),
            offers: Vec::new(),
            digests: Vec::new(),
            prove: Vec::new(),
            founding: None,
        };
        change(peer, &mut request);
        let body = request.to_body(&peer.sign).expect("a request");
        if role != UNSIGNED {
            return body;
        }
        let mut plain = frame::unpack(&body, limits::REQUEST_BYTES).expect("a frame");
        let signature = plain.len() - 64;
        plain[signature..].fill(0);
        frame::pack(&plain)
    }

    fn ask(&mut self, role: &str, change: impl FnOnce(&Cheat, &mut Request)) -> Result<Response, Code> {
        let body = self.signed(role, change);
        self.cast.exchange(&body)
    }

    fn name(&mut self, role: &str, change: impl FnOnce(&Cheat, &mut Request)) -> String {
        match self.ask(role, change) {
            Ok(_) => "yes".to_owned(),
            Err(code) => code.name().to_owned(),
        }
    }

    /// What became of one item, the last of its batch.
    fn admitted(&mut self, role: &str, mut items: Vec<Item>) -> String {
        let last = items.len() - 1;
        let batch = self.cast.sign(Self::signer(role), std::mem::take(&mut items));
        let response = match self.ask(role, |_, request| request.batches = vec![batch]) {
            Ok(response) => response,
            Err(code) => return code.name().to_owned(),
        };
        if let Some((_, code)) = response.refused.first() {
            return format!("batch: {}", code.name());
        }
        let receipt = self.cast.receipt(&response);
        match receipt.refused.iter().find(|(at, _)| usize::from(*at) == last) {
            Some((_, code)) => code.name().to_owned(),
            None => "yes".to_owned(),
        }
    }

    /// The items of a row; the last is the one in question.
    fn item(&mut self, kind: &str, what: &str, role: &str, case: &Opened) -> Vec<Item> {
        let signer = Self::signer(role).to_owned();
        let record = case.record;
        if let Some((one, consent)) = self.referral.take() {
            return self.referring(what, &signer, (case, consent), one);
        }
        vec![match (kind, what) {
            ("Change" | "Sealed" | "KeySet", _) => self.written(kind, what, &signer, case),
            ("Capsule", _) => {
                let home = self.cast.home;
                self.cast.granter(&signer, home).capsule().to_item()
            }
            ("Grant", _) => return self.grant(what, &signer, case),
            ("Withdraw", _) => {
                let recipient = Recipient::Device(self.cast.peer(REPORTER).id());
                Withdraw { record, recipient }.to_item()
            }
            ("Certificate", _) => self.certificate(what, &signer).to_item(),
            ("RootSigned", what) => self.root_signed(what),
            ("Epoch", _) => {
                let (Recipient::Organisation(organisation, number), _) = self.cast.epoch(self.cast.home)
                else {
                    unreachable!("an organisation")
                };
                let public = self.cast.peer(&signer).kem.public();
                Epoch { organisation, number: number + 1, public, history: vec![7; 40] }.to_item()
            }
            ("Removal", _) => {
                // Each cell another one: what was removed stays removed.
                self.cast.enrol(VICTIM, Role::Reporter);
                Removal { device: self.cast.peer(VICTIM).id() }.to_item()
            }
            ("Form", _) => {
                self.nonce += 1;
                let number = u32::try_from(self.nonce).expect("a small number");
                let version = FormVersion::new("visit", number, b"a definition").expect("a version");
                Form { organisation: self.cast.home, version }.to_item()
            }
            ("Letter", what) => self.letter(what, &signer, case),
            ("Listing", _) => self.listing().to_item(),
            ("ListingFlag", _) => {
                let listing = self.listing();
                assert_eq!(self.cast.send(COORDINATOR, vec![listing.to_item()]), [None]);
                ListingFlag { service: listing.service, what: 0, number: 1 }.to_item()
            }
            ("EpochWrap", _) => {
                let (Recipient::Organisation(organisation, number), _) = self.cast.epoch(self.cast.home)
                else {
                    unreachable!("an organisation")
                };
                self.nonce += 1;
                let holder = Holder::Device(self.cast.peer(VICTIM).id());
                let encapsulated = vec![self.nonce as u8; 32];
                EpochWrap { organisation, number, holder, encapsulated, wrapped: vec![0; 48] }.to_item()
            }
            ("Erase", _) => Erase { record }.to_item(),
            (kind, what) => panic!("nobody knows how to play {kind}: {what}"),
        }]
    }

    /// A service of the reporter's organisation that nobody has entered yet.
    pub(super) fn listing(&mut self) -> Listing {
        self.nonce += 1;
        let service = RecordId::from_bytes([self.nonce as u8; 16]);
        Listing { organisation: self.cast.home, service, number: 1, entry: b"an entry".to_vec() }
    }

    /// Items about a referral that another device of the sender's organisation made.
    fn referring(
        &mut self,
        what: &str,
        signer: &str,
        (case, consent): (&Opened, EntryId),
        mut one: Opened,
    ) -> Vec<Item> {
        let cast = &mut self.cast;
        vec![match what {
            "a new referral of the case" => {
                let from = match signer {
                    OUTSIDE_COORDINATOR | OUTSIDE_ADMIN => cast.other,
                    SENDER => cast.from,
                    _ => cast.home,
                };
                let header = Header { from, ..cast.header(case.record, consent) };
                cast.written(signer, &header).1
            }
            "a word of the sender on a referral" => cast.event(signer, &mut one, "escalated", &[]).1,
            "an answer to a referral" => cast.event(signer, &mut one, "accepted", &[]).1,
            "a note to the disclosure of a referral" => cast.note(signer, &one, Compartment::Disclosure),
            "the next keys of a disclosure" => cast.disclosure_keys(&one, 1),
            "the disclosure to its receiver" => return cast.disclose(signer, &one, cast.to),
            "the disclosure to the other organisation" => return cast.disclose(signer, &one, cast.other),
            "a referral from its receiver" => {
                let (recipient, _) = cast.epoch(cast.to);
                Withdraw { record: one.record, recipient }.to_item()
            }
            "a referral" => Erase { record: one.record }.to_item(),
            what => panic!("nobody knows how to play {what}"),
        }]
    }

    fn written(&mut self, kind: &str, what: &str, signer: &str, case: &Opened) -> Item {
        let actor = self.cast.peers.get_mut(signer).expect("a peer").actor();
        let record = case.record;
        let change = |document: &mut Document, field: &str, value: &str| {
            document.edit(actor, &[Edit::set(field, value.into())]).expect("edited").expect("a change").bytes
        };
        let new = |part| Document::new(part).expect("a document");
        match (kind, what) {
            ("Change", "a fact on the card of the case") => {
                let change = change(&mut case.card.clone(), "district", "jashore");
                Change { record, compartment: Compartment::Card, change }.to_item()
            }
            ("Change", _) => {
                let record = self.cast.peers.get_mut(signer).expect("a peer").record();
                let change = change(&mut new(Compartment::Card), "district", "jashore");
                Change { record, compartment: Compartment::Card, change }.to_item()
            }
            ("Sealed", "the safety plan of the case") => {
                let bytes = change(&mut new(Compartment::Safety), "plan", "পরিকল্পনা");
                self.cast.item(signer, case, Compartment::Safety, bytes)
            }
            ("Sealed", what) => {
                let bytes = change(&mut new(Compartment::Account), "narrative", "বিবরণ");
                if what == "the account of the case" {
                    return self.cast.item(signer, case, Compartment::Account, bytes);
                }
                let peer = self.cast.peers.get_mut(signer).expect("a peer");
                let (id, key) = (DocumentId { record, compartment: Compartment::Account }, peer.key());
                let sealed: Sealed =
                    seal::seal(&peer.programme, id, &key, &bytes, &mut peer.rng).expect("sealed");
                sealed.to_item()
            }
            (_, "the first keys of the safety plan") => self.cast.key_set(case, 2, &[Compartment::Safety]),
            _ => self.cast.key_set(case, 2, &[Compartment::Account, Compartment::Identity]),
        }
    }

    fn grant(&mut self, what: &str, signer: &str, case: &Opened) -> Vec<Item> {
        let cast = &mut self.cast;
        let (mut granter, parts) = match what {
            "account to the other organisation" => {
                let other = cast.other;
                (cast.granter(signer, other), [Compartment::Account])
            }
            "account to its own device" => {
                let (device, kem) = (cast.peer(signer).id(), cast.peer(signer).kem.public());
                (cast.granter_for(signer, Recipient::Device(device), &kem), [Compartment::Account])
            }
            _ => {
                let (device, kem) = (cast.peer(REPORTER).id(), cast.peer(REPORTER).kem.public());
                (cast.granter_for(signer, Recipient::Device(device), &kem), [Compartment::Safety])
            }
        };
        vec![granter.capsule().to_item(), grant(&mut granter, case, &parts)]
    }

    /// An unused invite of an organisation's honest administrator.
    fn invite(&mut self, at_home: bool) -> VerifiedInvite {
        let cast = &mut self.cast;
        let by = if at_home { &mut cast.founder } else { &mut cast.abroad };
        let new = NewInvite { organisation: None, role: Role::Reporter };
        let link = by.client().invite(new).expect("an invite").link;
        let now = cast.world.clock.now();
        InviteLink::from_text(&link).and_then(|link| link.verify(now, None)).expect("a true invite")
    }

    fn certificate(&mut self, what: &str, signer: &str) -> Certificate {
        let abroad = [OUTSIDE_COORDINATOR, OUTSIDE_ADMIN].contains(&signer);
        let now = self.cast.world.clock.now();
        match what {
            "its own, by an invite that it made itself" => {
                let verified = self.invite(!abroad);
                let peer = self.cast.peer(signer);
                let invite = Invite { role: Role::Admin, ..verified.invite.clone() };
                let true_one = verified.certify(&peer.sign.public(), &peer.kem.public(), now);
                Certificate { invite: invite.sign(&peer.programme, &peer.sign), ..true_one }
            }
            "its own, by a true invite of another organisation" => {
                let verified = self.invite(abroad);
                let peer = self.cast.peer(signer);
                verified.certify(&peer.sign.public(), &peer.kem.public(), now)
            }
            _ => {
                let verified = self.invite(!abroad);
                let somebody = self.stranger();
                verified.certify(&somebody.sign.public(), &somebody.kem.public(), now)
            }
        }
    }

    fn root_signed(&mut self, what: &str) -> Item {
        let mut found = None;
        let read = self.cast.world.service().inspect(&mut |_, _, tx| {
            let mut rows = tx.directory_items()?.into_iter().map(|row| row.item);
            found = rows.find(|item| {
                let Ok(Body::RootSigned(signed)) = item.parse() else { return false };
                matches!(RootRecord::unverified(&signed.message), Ok(RootRecord::Organisation(_)))
            });
            Ok(())
        });
        read.expect("the server's database");
        if what == "the true record of the organisation again" {
            return found.expect("the organisation's record");
        }
        let root = SignPrivate::from_seed(&[77; 32]);
        let record = OrganisationRecord {
            organisation: OrganisationId::from_bytes([7; 16]),
            kind: "ngo".to_owned(),
            name_bn: "পরীক্ষা".to_owned(),
            name_en: "Made up".to_owned(),
            issuers: vec![root.public()],
            time: self.cast.world.clock.now(),
        };
        RootRecord::Organisation(record).sign(&root).to_item()
    }

    /// Whole batches: what is stored afterwards that was not before.
    fn batch(&mut self, surface: &str, what: &str, role: &str) -> String {
        let filler = Item { kind: 200, body: vec![1] };
        let by_stranger = self.stranger();
        let batch = match what {
            "a batch signed with a made-up key" => by_stranger.batch(&self.cast.world, vec![filler]),
            "a batch of a removed device" => self.cast.sign(REMOVED, vec![filler]),
            _ => {
                self.nonce += 1;
                // Each cell another one, or the last cell's would be known already.
                let filler = Item { kind: 200, body: self.nonce.to_be_bytes().to_vec() };
                self.cast.sign(HELPER, vec![filler])
            }
        };
        let hash = batch.hash();
        let asked = self.ask(role, |_, request| match surface {
            "batches" => request.batches = vec![batch],
            _ => request.offers = vec![batch],
        });
        match asked {
            Err(code) => return code.name().to_owned(),
            Ok(response) => {
                if let Some((_, code)) = response.refused.first() {
                    return code.name().to_owned();
                }
            }
        }
        let mut stored = false;
        let read = self.cast.world.service().inspect(&mut |_, _, tx| {
            stored = tx.batch_by_hash(&hash)?.is_some();
            Ok(())
        });
        read.expect("the server's database");
        if stored { "yes" } else { "-" }.to_owned()
    }

    /// What is told of a case.
    fn told(&mut self, surface: &str, what: &str, role: &str, case: &Opened) -> String {
        let record = case.record;
        self.write_by_the_helper(case);
        if let Some((one, _)) = &self.referral {
            let note = self.cast.note(SENDER_HELPER, one, Compartment::Disclosure);
            self.cast.must_send(SENDER_HELPER, vec![note]);
        }
        let digest = self.digest(record);
        let card = CompartmentSet::EMPTY.with(Compartment::Card);
        let (home, other) = (self.cast.home, self.cast.other);
        let asked = self.ask(role, |_, request| match surface {
            "digests" => request.digests = vec![RecordDigest { record, compartments: card, digest }],
            "prove" => {
                request.cursor = beyond();
                request.prove = vec![record];
            }
            _ if what.starts_with("a position") => request.cursor.organisations = vec![(home, 0), (other, 0)],
            _ => request.budget = u32::MAX,
        });
        let mut response = match asked {
            Ok(response) => response,
            Err(code) => return code.name().to_owned(),
        };
        if surface == "digests" {
            return if response.want.contains(&record) { "-" } else { "yes" }.to_owned();
        }
        let abroad = [OUTSIDE_COORDINATOR, OUTSIDE_ADMIN].contains(&role);
        let referral = self.referral.as_ref().map_or(record, |(one, _)| one.record);
        let (wanted, part) = match what {
            "a referral, from the beginning" => (referral, Compartment::Referral),
            "the disclosure of a referral, from the beginning" => (referral, Compartment::Disclosure),
            "the account, from the beginning" => (record, Compartment::Account),
            "the safety plan, from the beginning" => (record, Compartment::Safety),
            "a position in an organisation that is not its own" if !abroad => {
                (self.foreign, Compartment::Card)
            }
            _ => (record, Compartment::Card),
        };
        loop {
            if response.feed.iter().any(|entry| shows(entry, wanted, part)) {
                return "yes".to_owned();
            }
            if !response.more {
                return "-".to_owned();
            }
            let cursor = response.cursor.clone();
            response = self
                .ask(role, |_, request| (request.cursor, request.budget) = (cursor, u32::MAX))
                .expect("the next page");
        }
    }

    /// A change of every compartment that is nobody's of the columns.
    fn write_by_the_helper(&mut self, case: &Opened) {
        let actor = self.cast.peers.get_mut(HELPER).expect("a peer").actor();
        let mut items = Vec::new();
        for (part, field) in [
            (Compartment::Card, "urgency"),
            (Compartment::Account, "narrative"),
            (Compartment::Safety, "plan"),
        ] {
            let mut document = match part {
                Compartment::Card => case.card.clone(),
                part => Document::new(part).expect("a document"),
            };
            let edit = [Edit::set(field, "low".into())];
            let change = document.edit(actor, &edit).expect("edited").expect("a change");
            items.push(self.cast.item(HELPER, case, part, change.bytes));
        }
        self.cast.must_send(HELPER, items);
    }

    /// The server's own digest of the card and keys of a record.
    fn digest(&self, record: RecordId) -> u64 {
        let mut sum = 0;
        let read = self.cast.world.service().inspect(&mut |_, _, tx| {
            for place in tx.record_items(&record)? {
                let Some(row) = tx.item(place.batch, place.position)? else { continue };
                let is_card = row.compartment.is_none_or(|part| part == Compartment::Card);
                let counted = [Change::KIND, jonaki_core::protocol::KeySet::KIND].contains(&row.kind);
                if row.verdict.is_none() && is_card && counted {
                    sum ^= digest_part(&row.hash);
                }
            }
            Ok(())
        });
        read.expect("the server's database");
        sum
    }

    fn founding(&mut self, role: &str) -> String {
        let root = SignPrivate::from_seed(&[78; 32]).public();
        self.name(role, |_, request| {
            request.programme = root.programme_id();
            let code = serde_bytes::ByteBuf::from(b"code".to_vec());
            request.founding = Some(Founding { root, code });
        })
    }
}

/// A cursor that has read everything there is.
fn beyond() -> Cursor {
    Cursor { everyone: u64::MAX >> 1, device: u64::MAX >> 1, ..Cursor::default() }
}

fn shows(entry: &FeedEntry, record: RecordId, part: Compartment) -> bool {
    let Ok(News::Batch(batch)) = entry.news() else { return false };
    batch.items.iter().flatten().any(|item| match item.parse() {
        Ok(Body::Change(change)) => change.record == record && change.compartment == part,
        Ok(Body::Sealed(sealed)) => sealed.record == record && sealed.compartment == part,
        _ => false,
    })
}
