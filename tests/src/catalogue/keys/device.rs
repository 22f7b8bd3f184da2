//! What the server cannot judge, as it reaches the device that it is for.

use super::{Answer, Case, Entrance, Input, Office};
use crate::catalogue::{Allowance, Cheat};
use jonaki_core::protocol::grant::{Granter, wrap_epoch};
use jonaki_core::protocol::{
    Capsule, CaseKey, Code, Compartment, CompartmentSet, Epoch, Grant, Holder, Item, KemPrivate, Recipient,
};

const FROM: Entrance = Entrance::Device("a coordinator of the case, through the server");
const ACCOUNT: CompartmentSet = CompartmentSet::EMPTY.with(Compartment::Account);
const IDENTITY: CompartmentSet = CompartmentSet::EMPTY.with(Compartment::Identity);

/// What it is, its code, and the batch whose last item is the bad one.
type Granted = (&'static str, Code, fn(&mut Office) -> Vec<Item>);

/// A capsule for the first organisation and a grant of these compartments of the bait under it.
fn granted(office: &mut Office, parts: CompartmentSet, keys: &[&CaseKey]) -> (Capsule, Grant) {
    let (recipient, public) = office.epoch(office.home);
    let (programme, rng) = (office.insider.programme, &mut office.insider.rng);
    let mut granter = Granter::new(programme, recipient, &public, rng).expect("a granter");
    let grant = granter.grant(office.bait.record, parts, keys).expect("a grant");
    (granter.capsule().clone(), grant)
}

/// An honest grant of the bait's account.
fn honest(office: &mut Office) -> (Capsule, Grant) {
    let key = copy(&office.bait.account);
    granted(office, ACCOUNT, &[&key])
}

fn copy(key: &CaseKey) -> CaseKey {
    CaseKey::from_slice(key.dangerously_bytes()).expect("a key")
}

fn batch(capsule: Capsule, grant: Grant) -> Vec<Item> {
    vec![capsule.to_item(), grant.to_item()]
}

const CASES: &[Granted] = &[
    ("another key than the key set commits to", Code::KeyMismatch, |office| {
        let key = office.insider.key();
        let (capsule, grant) = granted(office, ACCOUNT, &[&key]);
        batch(capsule, grant)
    }),
    ("the key of another compartment", Code::KeyMismatch, |office| {
        let key = copy(&office.bait.identity);
        let (capsule, grant) = granted(office, ACCOUNT, &[&key]);
        batch(capsule, grant)
    }),
    ("two keys in each other's place", Code::KeyMismatch, |office| {
        let (account, identity) = (copy(&office.bait.account), copy(&office.bait.identity));
        let (capsule, grant) = granted(office, ACCOUNT.union(IDENTITY), &[&identity, &account]);
        batch(capsule, grant)
    }),
    ("the key of another record", Code::KeyMismatch, |office| {
        let key = copy(&office.own.account);
        let (capsule, grant) = granted(office, ACCOUNT, &[&key]);
        batch(capsule, grant)
    }),
    ("a key for a compartment of which no key set tells", Code::KeyMismatch, |office| {
        let key = office.insider.key();
        let (capsule, grant) = granted(office, CompartmentSet::EMPTY.with(Compartment::Safety), &[&key]);
        batch(capsule, grant)
    }),
    ("a grant whose wrapped key was altered", Code::GrantRefused, |office| {
        let (capsule, mut grant) = honest(office);
        grant.wrapped[5] ^= 1;
        batch(capsule, grant)
    }),
    ("a grant under another number than its nonce", Code::GrantRefused, |office| {
        let (capsule, grant) = honest(office);
        batch(capsule, Grant { number: u32::MAX, ..grant })
    }),
    ("a grant of one compartment that says another", Code::GrantRefused, |office| {
        let (capsule, grant) = honest(office);
        batch(capsule, Grant { compartments: IDENTITY, ..grant })
    }),
    ("a grant of one record that says another", Code::GrantRefused, |office| {
        let (capsule, grant) = honest(office);
        batch(capsule, Grant { record: office.own.record, ..grant })
    }),
    ("a capsule of zeros, whose secret everybody knows", Code::GrantRefused, |office| {
        let (capsule, grant) = honest(office);
        batch(Capsule { encapsulated: vec![0; 32], ..capsule }, grant)
    }),
    ("a capsule of noise", Code::GrantRefused, |office| {
        let (capsule, grant) = honest(office);
        batch(Capsule { encapsulated: vec![7; 32], ..capsule }, grant)
    }),
    ("sealed to a key that only the cheat has", Code::GrantRefused, |office| {
        let (recipient, _) = office.epoch(office.home);
        let (programme, key) = (office.insider.programme, copy(&office.bait.account));
        let public = office.insider.kem.public();
        let mut granter =
            Granter::new(programme, recipient, &public, &mut office.insider.rng).expect("a granter");
        let grant = granter.grant(office.bait.record, ACCOUNT, &[&key]).expect("a grant");
        batch(granter.capsule().clone(), grant)
    }),
    ("made for another recipient, under a capsule that says this one", Code::GrantRefused, |office| {
        let (recipient, public) = office.epoch(office.home);
        let (programme, key) = (office.insider.programme, copy(&office.bait.account));
        let device = Recipient::Device(office.insider.id());
        let mut granter =
            Granter::new(programme, device, &public, &mut office.insider.rng).expect("a granter");
        let grant = granter.grant(office.bait.record, ACCOUNT, &[&key]).expect("a grant");
        let capsule = Capsule { recipient, ..granter.capsule().clone() };
        batch(capsule, Grant { recipient, ..grant })
    }),
    ("two capsules for one recipient, the grant under the first", Code::GrantRefused, |office| {
        let (first, grant) = honest(office);
        let (second, _) = honest(office);
        vec![first.to_item(), second.to_item(), grant.to_item()]
    }),
    ("a grant without its capsule", Code::Pending, |office| vec![honest(office).1.to_item()]),
    ("a grant under a capsule of another recipient", Code::Pending, |office| {
        let (capsule, grant) = honest(office);
        let recipient = Recipient::Device(office.insider.id());
        batch(Capsule { recipient, ..capsule }, grant)
    }),
];

pub(super) fn cases(from: u16) -> Vec<Case<Office>> {
    let mut cases = Vec::new();
    for ((what, code, make), number) in CASES.iter().zip(from + 1..) {
        let make = *make;
        let case = Case::new(number, what, FROM, Answer::SetAside(*code), move |office: &mut Office| {
            let items = make(office);
            let hash = items.last().expect("an item").hash();
            office.insider.send_honest(&mut office.world, items);
            Input::Down(office.answer_for_coordinator(), Some(hash))
        });
        // Who may read is noted from the server's admission, whatever is inside; so are capsules.
        cases.push(case.leaving(Allowance::added("coordinator.parcel_item", 2)).leaving(ACCESS));
    }
    let number = from + CASES.len() as u16;
    cases.extend([
        two_keys(number + 1),
        stolen(number + 2),
        wrong_wrap(number + 3),
        lying_history(number + 4),
    ]);
    cases
}

/// The row that says who may read a record.
const ACCESS: Allowance = Allowance { table: "coordinator.access", gone: 1, new: 1 };

/// The insider gives the other organisation another key than its own: each would read another truth.
fn two_keys(number: u16) -> Case<Office> {
    let what = "another key for the second organisation than for the first";
    let case = Case::new(number, what, FROM, Answer::SetAside(Code::KeyMismatch), |office: &mut Office| {
        let (recipient, public) = office.epoch(office.other);
        let (programme, key) = (office.insider.programme, office.insider.key());
        let mut granter =
            Granter::new(programme, recipient, &public, &mut office.insider.rng).expect("a granter");
        let grant = granter.grant(office.bait.record, ACCOUNT, &[&key]).expect("a grant").to_item();
        let hash = grant.hash();
        office.insider.send_honest(&mut office.world, vec![granter.capsule().to_item(), grant]);
        Input::DownAbroad(office.answer_abroad(), Some(hash))
    });
    // The other organisation sees the record for the first time: its card, its key sets, everything sealed before.
    ["abroad.parcel", "abroad.parcel_item"]
        .into_iter()
        .fold(case, |case, table| case.leaving(Allowance::added(table, 1_000)))
        .leaving(Allowance::added("abroad.key_set", 4))
        .leaving(Allowance::added("abroad.document", 1))
        .leaving(Allowance::added("abroad.case_row", 1))
        .leaving(Allowance::added("abroad.search_text", 1))
        .leaving(Allowance::added("abroad.directory_item", 6))
        .leaving(Allowance::changed("abroad.access", 3))
        .leaving(Allowance::added("abroad.setting", 2))
}

/// A case of the honest reporter cannot be read by granting oneself what one does not hold.
fn stolen(number: u16) -> Case<Office> {
    let what = "a key of its own for the honest reporter's case";
    Case::new(number, what, FROM, Answer::SetAside(Code::KeyMismatch), |office: &mut Office| {
        let (recipient, public) = office.epoch(office.home);
        let (programme, key) = (office.insider.programme, office.insider.key());
        let mut granter =
            Granter::new(programme, recipient, &public, &mut office.insider.rng).expect("a granter");
        let grant = granter.grant(office.case, ACCOUNT, &[&key]).expect("a grant").to_item();
        let hash = grant.hash();
        office.insider.send_honest(&mut office.world, vec![granter.capsule().to_item(), grant]);
        Input::Down(office.answer_for_coordinator(), Some(hash))
    })
    .leaving(Allowance::added("coordinator.parcel_item", 1))
    .leaving(ACCESS)
}

/// The coordinator as a holder of its organisation's key.
fn holder(office: &mut Office) -> (Holder, jonaki_core::protocol::KemPublic) {
    let device = office.coordinator.client().device().expect("enrolled");
    let mut kem = None;
    let read = office.world.service().inspect(&mut |_, directory, _| {
        kem = directory.member(&device).map(|member| member.kem);
        Ok(())
    });
    read.expect("the server's database");
    (Holder::Device(device), kem.expect("a member"))
}

fn wrapped(office: &mut Office, number: u32, key: &KemPrivate) -> Item {
    let (holder, public) = holder(office);
    let (home, Cheat { programme, rng, .. }) = (office.home, &mut office.boss);
    wrap_epoch(programme, (home, number), key, (holder, &public), rng).expect("a wrap").to_item()
}

fn wrong_wrap(number: u16) -> Case<Office> {
    let what = "another private key than that of the organisation, wrapped for a member";
    let from = Entrance::Device("an administrator, through the server");
    Case::new(number, what, from, Answer::SetAside(Code::KeyMismatch), |office: &mut Office| {
        let wrap = wrapped(office, 0, &KemPrivate::derive(&[0x5e; 32]));
        let hash = wrap.hash();
        office.boss.send_honest(&mut office.world, vec![wrap]);
        Input::Down(office.answer_for_coordinator(), Some(hash))
    })
    .leaving(Allowance::added("coordinator.directory_item", 1))
}

/// The last case: the organisation has another key afterwards.
fn lying_history(number: u16) -> Case<Office> {
    let what = "a new key of the organisation whose history holds no earlier keys";
    let from = Entrance::Device("an administrator, through the server");
    let case = Case::new(number, what, from, Answer::SetAside(Code::GrantRefused), |office: &mut Office| {
        let (key, number) = (KemPrivate::derive(&[0x5f; 32]), office.epoch_number() + 1);
        let epoch = Epoch { organisation: office.home, number, public: key.public(), history: vec![7; 60] };
        let mut items = vec![epoch.to_item(), wrapped(office, number, &key)];
        let founder = office.founder.client().device().expect("enrolled");
        let mut kem = None;
        let read = office.world.service().inspect(&mut |_, directory, _| {
            kem = directory.member(&founder).map(|member| member.kem);
            Ok(())
        });
        read.expect("the server's database");
        let (holder, public) = (Holder::Device(founder), kem.expect("a member"));
        let (home, Cheat { programme, rng, .. }) = (office.home, &mut office.boss);
        let theirs = wrap_epoch(programme, (home, number), &key, (holder, &public), rng).expect("a wrap");
        let hash = items[1].hash();
        items.push(theirs.to_item());
        office.boss.send_honest(&mut office.world, items);
        Input::Down(office.answer_for_coordinator(), Some(hash))
    });
    // The key itself is true, and kept: what is sealed to it from now on must be readable.
    [
        Allowance::added("coordinator.parcel", 1),
        Allowance::added("coordinator.parcel_item", 1),
        Allowance::added("coordinator.directory_item", 2),
        Allowance::added("coordinator.organisation_key", 1),
    ]
    .into_iter()
    .fold(case, Case::leaving)
}
