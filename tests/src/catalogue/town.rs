//! The scene of the sets about people and time: two organisations with honest devices, cheats of every rank, a phone that
//! nobody has enrolled yet, and a server that can be restored.

use super::{Allowance, Answer, Case, Cheat, Entrance, Scene, Tables};
use crate::world::{Device, World, organisation};
use jonaki_core::protocol::sync::{Refusal, Response};
use jonaki_core::protocol::{
    Body, CaseId, Certificate, Code, DeviceId, InviteLink, InviteSeed, Item, OrganisationId, Receipt, Role,
    SignPublic, VerifiedInvite, decode, encode,
};
use jonaki_core::{Budget, FieldEdit, NewInvite, Report, Scalar};
use jonaki_server::operations::check;
use serde_bytes::ByteBuf;

/// What goes in, and by which door.
#[derive(Debug, Clone)]
pub enum Errand {
    /// A body for the server.
    Up(Vec<u8>),
    /// An answer for the honest coordinator's device, with its status.
    Down(u16, Vec<u8>),
    /// A link that a person scans with a new phone.
    Scan(String),
    /// A link that a person scans with the reporter's phone.
    ScanAgain(String),
}

/// One of the cheats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// A coordinator.
    Coordinator,
    /// A reporter.
    Reporter,
    /// A provider.
    Provider,
    /// An administrator of the first organisation.
    Admin,
    /// An administrator of the second.
    Elsewhere,
}

/// The parts of an invite's link.
#[derive(Clone)]
pub struct Link {
    /// The programme's root.
    pub root: SignPublic,
    /// The signed invite.
    pub invite: Vec<u8>,
    /// What leads to its issuer.
    pub chain: Vec<Item>,
    /// Its secret.
    pub seed: Vec<u8>,
}

/// A programme.
pub struct Town {
    /// Server, clock and randomness.
    pub world: World,
    /// The first administrator.
    pub founder: Device,
    /// An honest coordinator.
    pub coordinator: Device,
    /// An honest reporter.
    pub reporter: Device,
    /// The honest administrator of the second organisation.
    pub abroad: Device,
    /// A phone without a profile.
    pub phone: Device,
    /// The first organisation.
    pub home: OrganisationId,
    /// The second.
    pub other: OrganisationId,
    /// The honest reporter's case.
    pub case: CaseId,
    cheats: Vec<(Rank, Cheat)>,
    round: u32,
}

/// A bad input in short: what, from whom, what must come of it, how it is made.
pub struct Bad(pub &'static str, pub Entrance, pub Answer, pub fn(&mut Town) -> Errand);

/// The cases of a set, numbered.
pub fn cases(bad: Vec<Bad>) -> Vec<Case<Town>> {
    let numbered = bad.into_iter().zip(1..);
    numbered
        .map(|(Bad(what, at, expected, make), number)| Case::new(number, what, at, expected, make))
        .collect()
}

impl Town {
    /// A new programme; everything follows from the seed.
    ///
    /// # Panics
    /// Where honest work fails.
    pub fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let mut founder = world.founder();
        world.sync(&mut founder).expect("founded");
        let home = founder.client().status().expect("status").organisation.expect("enrolled");
        let other = founder.client().add_organisation(&organisation("Beta")).expect("added");
        let coordinator = enrolled(&mut world, &mut founder, None, ("coordinator", Role::Coordinator));
        let mut reporter = enrolled(&mut world, &mut founder, None, ("reporter", Role::Reporter));
        let mut abroad = enrolled(&mut world, &mut founder, Some(other), ("abroad", Role::Admin));
        let mut cheats = Vec::new();
        for (rank, role) in [
            (Rank::Coordinator, Role::Coordinator),
            (Rank::Reporter, Role::Reporter),
            (Rank::Provider, Role::Provider),
            (Rank::Admin, Role::Admin),
            (Rank::Elsewhere, Role::Admin),
        ] {
            let by = if rank == Rank::Elsewhere { &mut abroad } else { &mut founder };
            let link = invite(&mut world, by, None, role);
            cheats.push((rank, Cheat::enrol(&mut world, &link)));
        }
        let case = reporter.client().report(&Report::default()).expect("saved");
        let phone = world.device("phone");
        let mut town = Self {
            world,
            founder,
            coordinator,
            reporter,
            abroad,
            phone,
            home,
            other,
            case,
            cheats,
            round: 0,
        };
        town.go_on().expect("an honest beginning");
        town
    }

    /// A cheat.
    ///
    /// # Panics
    /// Never: there is one of each rank.
    pub fn cheat(&self, rank: Rank) -> &Cheat {
        &self.cheats.iter().find(|(known, _)| *known == rank).expect("one of each").1
    }

    /// The body with which a cheat brings items.
    ///
    /// # Panics
    /// Never: there is one of each rank.
    pub fn brings(&mut self, rank: Rank, items: Vec<Item>) -> Errand {
        let found = self.cheats.iter_mut().find(|(known, _)| *known == rank);
        Errand::Up(found.expect("one of each").1.body(&self.world, items))
    }

    /// A new cheat of the first organisation that is not kept.
    pub fn passer_by(&mut self, role: Role) -> Cheat {
        let link = invite(&mut self.world, &mut self.founder, None, role);
        Cheat::enrol(&mut self.world, &link)
    }

    /// A key pair that nobody certified.
    pub fn stranger(&self) -> Cheat {
        use rand_chacha::rand_core::Rng as _;
        let mut rng = self.world.seeds.stream();
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        Cheat {
            sign: jonaki_core::protocol::SignPrivate::from_seed(&seed),
            kem: jonaki_core::protocol::KemPrivate::derive(&seed),
            programme: self.cheat(Rank::Coordinator).programme,
            rng,
        }
    }

    /// A true and unused link into an organisation.
    pub fn link(&mut self, abroad: bool, role: Role) -> Link {
        let by = if abroad { &mut self.abroad } else { &mut self.founder };
        Link::of(&invite(&mut self.world, by, None, role))
    }

    /// What the coordinator's device would get now.
    ///
    /// # Panics
    /// Where the server refuses it.
    pub fn answer(&mut self) -> Response {
        let body = World::whole_request(&mut self.coordinator, Budget::default()).expect("a request");
        let answer = self.world.exchange(&body);
        assert_eq!(answer.status, 200, "refused: {:?}", answer.refusal);
        Response::from_body(&answer.body).expect("an answer")
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
        let programme = self.cheat(Rank::Coordinator).programme;
        let receipts = response.receipts.iter().map(|receipt| Receipt::verify(receipt, &programme, &key));
        let receipts: Vec<Receipt> = receipts.collect::<Result<_, _>>().expect("true receipts");
        match receipts.iter().find_map(|receipt| receipt.refused.last()) {
            Some((_, code)) => Answer::Item(*code),
            None if receipts.is_empty() => Answer::Ignored,
            None => Answer::Taken,
        }
    }

    fn take_down(&mut self, status: u16, body: &[u8]) -> Answer {
        let before = set_aside(&self.coordinator);
        match self.coordinator.client().sync_answer(status, body) {
            Err(error) => Answer::Device(error),
            Ok(_) => match set_aside(&self.coordinator).into_iter().find(|known| !before.contains(known)) {
                Some((_, code)) => Answer::SetAside(Code::from_number(code).expect("a code")),
                None => Answer::Ignored,
            },
        }
    }
}

impl Scene for Town {
    type Input = Errand;

    fn play(&mut self, input: &Errand) -> Answer {
        let scanned = |device: &mut Device, link: &str| match device.client().enrol(link) {
            Err(error) => Answer::Device(error),
            Ok(_) => Answer::Taken,
        };
        match input {
            Errand::Up(body) => {
                let answer = self.world.exchange(body);
                self.heard(answer.status, &answer.body)
            }
            Errand::Down(status, body) => self.take_down(*status, body),
            Errand::Scan(link) => scanned(&mut self.phone, link),
            Errand::ScanAgain(link) => scanned(&mut self.reporter, link),
        }
    }

    fn state(&mut self) -> Tables {
        let skipped = [
            "search",
            "search_config",
            "search_content",
            "search_data",
            "search_docsize",
            "search_idx",
            "search_stale",
        ];
        let devices = [&self.coordinator, &self.reporter, &self.phone];
        Tables::of(&self.world.server_path(), &devices, &skipped)
    }

    fn leaves(&self, answer: &Answer) -> Vec<Allowance> {
        let stored = [
            Allowance::added("server.batch", 1),
            Allowance::added("server.item", 2),
            Allowance::added("server.entry", 1),
            Allowance::changed("server.programme", 1),
            Allowance::changed("server.chain", 1),
        ];
        // Cursor, checkpoint with its proof, time of the last contact, clock.
        let contact = Allowance::changed("coordinator.setting", 6);
        match answer {
            Answer::Item(Code::Pending) => {
                stored.into_iter().chain([Allowance::added("server.pending", 1)]).collect()
            }
            Answer::Item(_) => stored.to_vec(),
            Answer::SetAside(_) => vec![
                contact,
                Allowance::added("coordinator.parcel", 1),
                Allowance::added("coordinator.parcel_item", 1),
            ],
            Answer::Ignored => vec![contact],
            _ => Vec::new(),
        }
    }

    fn go_on(&mut self) -> Result<(), String> {
        self.round += 1;
        self.world.clock.pass(60);
        let text = format!("পরীক্ষার বিবরণ {}", self.round);
        let edits = [FieldEdit { field: "narrative".to_owned(), value: Some(Scalar::from(text.as_str())) }];
        let failed =
            |what: &'static str| move |error: jonaki_core::Error| format!("{what}: {}", error.code());
        // A device that holds a proof against the server asks a person whether to go on.
        self.coordinator.client().settle_contradictions().map_err(failed("the coordinator cannot go on"))?;
        self.reporter.client().edit(self.case, &edits).map_err(failed("the reporter cannot edit"))?;
        // Twice: after a restore the devices first say what they have.
        for _ in 0..2 {
            self.world.sync(&mut self.reporter).map_err(failed("the reporter cannot sync"))?;
            self.world.sync(&mut self.coordinator).map_err(failed("the coordinator cannot sync"))?;
            self.world.sync(&mut self.founder).map_err(failed("the founder cannot sync"))?;
            self.world.sync(&mut self.abroad).map_err(failed("the other organisation cannot sync"))?;
        }
        for device in [&mut self.coordinator, &mut self.founder] {
            let view = device.client().peek(self.case).map_err(failed("there is no case"))?;
            let field = view.fields.iter().find(|field| field.field == "narrative");
            if field.is_none_or(|field| field.current.value != Scalar::from(text.as_str())) {
                return Err(format!("{} does not show the last edit", device.name));
            }
        }
        let report = check(self.world.service()).map_err(|_| "the server cannot be checked".to_owned())?;
        report.faults.first().map_or(Ok(()), |fault| Err(format!("the server's check says: {fault}")))
    }
}

impl Link {
    /// From its text.
    ///
    /// # Panics
    /// For a text that is none.
    pub fn of(text: &str) -> Self {
        let text = text.strip_prefix("jonaki:invite/").expect("a link");
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64");
        let (root, invite, chain, seed): (SignPublic, ByteBuf, Vec<Item>, ByteBuf) =
            decode(&bytes).expect("four parts");
        Self { root, invite: invite.into_vec(), chain, seed: seed.into_vec() }
    }

    /// Its text.
    pub fn text(&self) -> String {
        let (invite, seed) = (ByteBuf::from(self.invite.clone()), ByteBuf::from(self.seed.clone()));
        let bytes = encode(&(self.root, invite, &self.chain, seed));
        format!("jonaki:invite/{}", data_encoding::BASE64URL_NOPAD.encode(&bytes))
    }

    /// Verified, as an honest device does it.
    ///
    /// # Panics
    /// For a link that does not verify.
    pub fn verified(&self, town: &Town) -> VerifiedInvite {
        let now = town.world.clock.now();
        InviteLink::from_text(&self.text()).and_then(|link| link.verify(now, None)).expect("a true link")
    }

    /// Its secret.
    ///
    /// # Panics
    /// For one of a wrong length.
    pub fn secret(&self) -> InviteSeed {
        InviteSeed::from_slice(&self.seed).expect("32 bytes")
    }

    /// The certificate of a key pair by this link.
    pub fn certifies(&self, town: &Town, cheat: &Cheat) -> Certificate {
        self.verified(town).certify(&cheat.sign.public(), &cheat.kem.public(), town.world.clock.now())
    }
}

fn invite(world: &mut World, by: &mut Device, organisation: Option<OrganisationId>, role: Role) -> String {
    let link = by.client().invite(NewInvite { organisation, role }).expect("an invite").link;
    world.sync(by).expect("synced");
    link
}

fn enrolled(
    world: &mut World,
    by: &mut Device,
    organisation: Option<OrganisationId>,
    (name, role): (&str, Role),
) -> Device {
    let link = invite(world, by, organisation, role);
    let mut device = world.device(name);
    device.client().enrol(&link).expect("enrolled");
    world.sync(&mut device).expect("synced");
    device
}

/// What a device has set aside, with the code.
fn set_aside(device: &Device) -> Vec<(Vec<u8>, u16)> {
    let connection = device.read();
    let mut statement =
        connection.prepare("SELECT hash, verdict FROM parcel_item WHERE verdict <> 0").expect("a table");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("rows")
}

/// The record of the organisation as the root signed it.
///
/// # Panics
/// Where there is none.
pub fn true_record(town: &Town) -> (DeviceId, Item) {
    let mut found = None;
    let read = town.world.service().inspect(&mut |_, _, tx| {
        found = tx.directory_items()?.into_iter().find_map(|row| match row.item.parse() {
            Ok(Body::RootSigned(_)) => Some((row.author, row.item)),
            _ => None,
        });
        Ok(())
    });
    read.expect("the server's database");
    found.expect("a record")
}
