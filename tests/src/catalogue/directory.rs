//! Set E: the directory and invites, from every rank, and what a person may scan.

use super::town::{Bad, Errand, Link, Rank, Town, cases, true_record};
use super::{Answer, Entrance, Set};
use jonaki_core::protocol::cose::{self, Purpose};
use jonaki_core::protocol::directory::{OrganisationRecord, ProgrammeRecord, RootRecord};
use jonaki_core::protocol::{
    Certificate, Code, DeviceId, Epoch, EpochWrap, Erase, Holder, Invite, Item, KemPrivate, OrganisationId,
    RecordId, Removal, Role, RootSigned, SignPrivate, SignPublic, encode, limits,
};
use jonaki_core::{Error, StateFault};

/// The set.
pub fn set() -> Set<Town> {
    let mut bad = records();
    bad.extend(certificates());
    bad.extend(strangers());
    bad.extend(keys_and_removals());
    bad.extend(scanned());
    Set { letter: 'E', title: "directory and invites", least: 46, cases: cases(bad) }
}

const COORDINATOR: Entrance = Entrance::Server("a coordinator");
const ADMIN: Entrance = Entrance::Server("an administrator");
const ELSEWHERE: Entrance = Entrance::Server("an administrator of another organisation");
const STRANGER: Entrance = Entrance::Server("a key pair that nobody certified");
const PHONE: Entrance = Entrance::Person("a link on a new phone");
const REFUSED: Answer = Answer::Item(Code::DirectoryRefused);
const FORBIDDEN: Answer = Answer::Item(Code::NotAllowed);
const NO_ISSUER: Answer = Answer::Item(Code::IssuerRefused);
const ALTERED: Answer = Answer::Item(Code::InviteAltered);

fn coordinator_brings(town: &mut Town, item: Item) -> Errand {
    town.brings(Rank::Coordinator, vec![item])
}

fn made_up() -> SignPrivate {
    SignPrivate::from_seed(&[66; 32])
}

fn organisation(town: &Town, id: OrganisationId, issuer: SignPublic) -> OrganisationRecord {
    OrganisationRecord {
        organisation: id,
        kind: "ngo".to_owned(),
        name_bn: "পরীক্ষা".to_owned(),
        name_en: "Test".to_owned(),
        issuers: vec![issuer],
        time: town.world.clock.now(),
    }
}

/// The true record of the root, changed in its bytes.
fn changed(town: &mut Town, change: impl Fn(&mut Vec<u8>)) -> Errand {
    let (_, item) = true_record(town);
    let mut message = match item.parse() {
        Ok(jonaki_core::protocol::Body::RootSigned(signed)) => signed.message,
        _ => Vec::new(),
    };
    change(&mut message);
    coordinator_brings(town, RootSigned { message }.to_item())
}

fn records() -> Vec<Bad> {
    vec![
        Bad("a second root's record of the programme", COORDINATOR, REFUSED, |town| {
            let root = made_up();
            let (server, time) = (town.world.server_key().public(), town.world.clock.now().plus(9));
            let recovery = KemPrivate::derive(&[1; 32]).public();
            let record = ProgrammeRecord { root: root.public(), server, recovery, time };
            coordinator_brings(town, RootRecord::Programme(record).sign(&root).to_item())
        }),
        Bad("an organisation signed by a second root", COORDINATOR, REFUSED, |town| {
            let record = organisation(town, OrganisationId::from_bytes([8; 16]), made_up().public());
            coordinator_brings(town, RootRecord::Organisation(record).sign(&made_up()).to_item())
        }),
        Bad("its own organisation, naming itself as who invites", COORDINATOR, REFUSED, |town| {
            let sign = &town.cheat(Rank::Coordinator).sign;
            let record = organisation(town, town.home, sign.public());
            let item = RootRecord::Organisation(record).sign(sign).to_item();
            coordinator_brings(town, item)
        }),
        Bad("a record without a byte", COORDINATOR, REFUSED, |town| changed(town, Vec::clear)),
        Bad("the root's record without its last byte", COORDINATOR, REFUSED, |town| {
            changed(town, |message| message.truncate(message.len() - 1))
        }),
        Bad("the root's record with a byte behind it", COORDINATOR, REFUSED, |town| {
            changed(town, |message| message.push(0))
        }),
        Bad("the root's record with one bit of the signature turned", COORDINATOR, REFUSED, |town| {
            changed(town, |message| {
                if let Some(last) = message.last_mut() {
                    *last ^= 1;
                }
            })
        }),
        Bad("the root's record with one bit of its content turned", COORDINATOR, REFUSED, |town| {
            changed(town, |message| {
                let middle = message.len() / 2;
                message[middle] ^= 1;
            })
        }),
        Bad("a record signed for another purpose", COORDINATOR, REFUSED, |town| {
            let cheat = town.cheat(Rank::Coordinator);
            let id = *cheat.programme.as_bytes();
            let message = cose::sign(Purpose::Invite, &cheat.programme, &cheat.sign, &id, vec![0x80]);
            coordinator_brings(town, RootSigned { message }.to_item())
        }),
        Bad("the root's record as a certificate", COORDINATOR, Answer::Item(Code::Malformed), |town| {
            let (_, item) = true_record(town);
            coordinator_brings(town, Item { kind: Certificate::KIND, body: item.body })
        }),
    ]
}

/// A cheat's certificate by a true invite of the home, its invite made into another and signed by the cheat.
fn invited_by_itself(town: &mut Town, rank: Rank) -> Errand {
    let link = town.link(false, Role::Reporter);
    let cheat = town.cheat(rank);
    let mut made = link.certifies(town, cheat);
    let invite = Invite { role: Role::Admin, organisation: town.home, ..link.verified(town).invite };
    made.invite = invite.sign(&cheat.programme, &cheat.sign);
    town.brings(rank, vec![made.to_item()])
}

/// A coordinator's certificate whose invite was changed without its issuer.
fn altered(town: &mut Town, change: impl Fn(&Town, &mut Invite)) -> Errand {
    let link = town.link(false, Role::Reporter);
    let verified = link.verified(town);
    let mut invite = verified.invite.clone();
    change(town, &mut invite);
    let mut made = link.certifies(town, town.cheat(Rank::Coordinator));
    let founder = town.founder.client().device().expect("enrolled");
    let programme = town.cheat(Rank::Coordinator).programme;
    // The issuer's name, somebody else's signature.
    made.invite = cose::sign(Purpose::Invite, &programme, &made_up(), founder.as_bytes(), encode(&invite));
    coordinator_brings(town, made.to_item())
}

/// A coordinator's certificate by a true invite, its claims signed anew with the invite's own key.
fn claims(town: &mut Town, purpose: Purpose, change: impl Fn(&mut Vec<u8>)) -> Errand {
    let link = town.link(false, Role::Reporter);
    let mut made = link.certifies(town, town.cheat(Rank::Coordinator));
    let signed = cose::Signed::parse(&made.certificate).expect("a certificate");
    let mut payload = signed.unverified_payload().to_vec();
    change(&mut payload);
    let key = link.secret().sign_key();
    let id = key.public().invite_id();
    let programme = town.cheat(Rank::Coordinator).programme;
    made.certificate = cose::sign(purpose, &programme, &key, id.as_bytes(), payload);
    coordinator_brings(town, made.to_item())
}

fn certificates() -> Vec<Bad> {
    let mut bad = vec![
        Bad("a coordinator's by an invite of its own", COORDINATOR, NO_ISSUER, |town| {
            invited_by_itself(town, Rank::Coordinator)
        }),
        Bad("a reporter's by an invite of its own", Entrance::Server("a reporter"), NO_ISSUER, |town| {
            invited_by_itself(town, Rank::Reporter)
        }),
        Bad("a provider's by an invite of its own", Entrance::Server("a provider"), NO_ISSUER, |town| {
            invited_by_itself(town, Rank::Provider)
        }),
        Bad("into an organisation of which it is no administrator", ELSEWHERE, NO_ISSUER, |town| {
            invited_by_itself(town, Rank::Elsewhere)
        }),
        Bad("an invite whose role was raised", COORDINATOR, ALTERED, |town| {
            altered(town, |_, invite| invite.role = Role::Admin)
        }),
        Bad("an invite whose organisation was swapped", COORDINATOR, ALTERED, |town| {
            altered(town, |town, invite| invite.organisation = town.other)
        }),
        Bad("an invite whose end was moved", COORDINATOR, ALTERED, |town| {
            altered(town, |_, invite| invite.not_after = invite.not_after.plus(86_400))
        }),
        Bad("an invite that names another server", COORDINATOR, ALTERED, |town| {
            altered(town, |_, invite| invite.server = made_up().public())
        }),
        Bad("an invite that leads to another address", COORDINATOR, ALTERED, |town| {
            altered(town, |_, invite| invite.url = "https://attacker.example".to_owned())
        }),
        Bad("an invite that leads to an address without TLS", COORDINATOR, ALTERED, |town| {
            altered(town, |_, invite| invite.url = "http://attacker.example".to_owned())
        }),
    ];
    bad.extend(certificates_of_admins());
    bad.extend(false_claims());
    bad
}

fn certificates_of_admins() -> Vec<Bad> {
    vec![
        Bad("an invite that ended", COORDINATOR, Answer::Item(Code::InviteExpired), |town| {
            let link = town.link(false, Role::Reporter);
            let item = link.certifies(town, town.cheat(Rank::Coordinator)).to_item();
            town.world.clock.pass(limits::INVITE_SECONDS + 1);
            coordinator_brings(town, item)
        }),
        Bad("an administrator's invite for ten years", ADMIN, Answer::Item(Code::InviteExpired), |town| {
            let link = town.link(false, Role::Admin);
            let cheat = town.cheat(Rank::Admin);
            let mut made = link.certifies(town, cheat);
            let invite = link.verified(town).invite;
            let invite = Invite { not_after: invite.not_after.plus(315_360_000), ..invite };
            made.invite = invite.sign(&cheat.programme, &cheat.sign);
            town.brings(Rank::Admin, vec![made.to_item()])
        }),
        Bad("an invite that somebody used", COORDINATOR, Answer::Item(Code::InviteUsed), |town| {
            let link = town.link(false, Role::Reporter);
            let item = link.certifies(town, town.cheat(Rank::Coordinator)).to_item();
            let text = link.text();
            super::Cheat::enrol(&mut town.world, &text);
            coordinator_brings(town, item)
        }),
        Bad("the certificate of another device", COORDINATOR, FORBIDDEN, |town| {
            let link = town.link(false, Role::Reporter);
            let item = link.certifies(town, &town.stranger()).to_item();
            coordinator_brings(town, item)
        }),
        Bad("its own with another key for what it receives", COORDINATOR, REFUSED, |town| {
            let link = town.link(false, Role::Coordinator);
            let (own, other) =
                (town.cheat(Rank::Coordinator).sign.public(), KemPrivate::derive(&[2; 32]).public());
            let item = link.verified(town).certify(&own, &other, town.world.clock.now()).to_item();
            coordinator_brings(town, item)
        }),
        Bad("its own in another organisation, by a true invite", COORDINATOR, REFUSED, |town| {
            let link = town.link(true, Role::Coordinator);
            let item = link.certifies(town, town.cheat(Rank::Coordinator)).to_item();
            coordinator_brings(town, item)
        }),
    ]
}

fn false_claims() -> Vec<Bad> {
    vec![
        Bad("a certificate signed with another invite's key", COORDINATOR, ALTERED, |town| {
            let (one, two) = (town.link(false, Role::Reporter), town.link(false, Role::Reporter));
            let cheat = town.cheat(Rank::Coordinator);
            let made =
                Certificate { certificate: two.certifies(town, cheat).certificate, invite: one.invite };
            coordinator_brings(town, made.to_item())
        }),
        Bad("a certificate signed for another purpose", COORDINATOR, ALTERED, |town| {
            claims(town, Purpose::Receipt, |_| {})
        }),
        Bad("a certificate with a byte behind its claims", COORDINATOR, ALTERED, |town| {
            claims(town, Purpose::Certificate, |payload| payload.push(0))
        }),
        Bad("a certificate without claims", COORDINATOR, ALTERED, |town| {
            claims(town, Purpose::Certificate, Vec::clear)
        }),
        Bad("a certificate whose claims nest without end", COORDINATOR, ALTERED, |town| {
            claims(town, Purpose::Certificate, |payload| *payload = vec![0x81; 2_000])
        }),
        Bad("a certificate of 60 kB", COORDINATOR, ALTERED, |town| {
            claims(town, Purpose::Certificate, |payload| payload.resize(60_000, 0))
        }),
        Bad("a certificate without a byte", COORDINATOR, ALTERED, |town| {
            coordinator_brings(town, Certificate { certificate: Vec::new(), invite: Vec::new() }.to_item())
        }),
        Bad(
            "a certificate that was made after its invite ended",
            COORDINATOR,
            Answer::Item(Code::InviteExpired),
            |town| {
                let link = town.link(false, Role::Reporter);
                let cheat = town.cheat(Rank::Coordinator);
                let later = town.world.clock.now().plus(limits::INVITE_SECONDS + 1);
                let made = link.verified(town).certify(&cheat.sign.public(), &cheat.kem.public(), later);
                coordinator_brings(town, made.to_item())
            },
        ),
        Bad("an invite of another programme", COORDINATOR, NO_ISSUER, |town| {
            let mut elsewhere = crate::world::World::new(9);
            elsewhere.clock.pass(town.world.clock.now().0 - elsewhere.clock.now().0);
            let mut founder = elsewhere.founder();
            elsewhere.sync(&mut founder).expect("founded");
            let new = jonaki_core::NewInvite { organisation: None, role: Role::Admin };
            let link = Link::of(&founder.client().invite(new).expect("an invite").link);
            let item = link.certifies(town, town.cheat(Rank::Coordinator)).to_item();
            coordinator_brings(town, item)
        }),
    ]
}

/// A stranger's first request.
fn comes(town: &mut Town, make: impl Fn(&mut Town, &super::Cheat) -> Vec<Vec<Item>>) -> Errand {
    let mut stranger = town.stranger();
    let batches = make(town, &stranger);
    let mut chain = jonaki_core::protocol::ChainPosition::START;
    let now = town.world.clock.now();
    let mut signed = Vec::new();
    for items in batches {
        let items = items.into_iter().map(|item| (item, now)).collect();
        let batch = jonaki_core::protocol::SignedBatch::sign(
            &stranger.programme,
            &stranger.sign,
            &chain,
            now,
            None,
            items,
        )
        .expect("a batch");
        chain = jonaki_core::protocol::ChainPosition { n: chain.n + 1, hash: batch.hash() };
        signed.push(batch);
    }
    let request = stranger.request(&town.world, signed);
    Errand::Up(request.to_body(&stranger.sign).expect("a request"))
}

fn strangers() -> Vec<Bad> {
    let unknown = Answer::Request(Code::UnknownDevice);
    vec![
        Bad("comes without a certificate", STRANGER, unknown.clone(), |town| {
            comes(town, |_, _| vec![vec![Erase { record: RecordId::from_bytes([1; 16]) }.to_item()]])
        }),
        Bad("its certificate is in its second batch", STRANGER, unknown.clone(), |town| {
            comes(town, |town, stranger| {
                let link = town.link(false, Role::Reporter);
                let first = Erase { record: RecordId::from_bytes([1; 16]) }.to_item();
                vec![vec![first], vec![link.certifies(town, stranger).to_item()]]
            })
        }),
        Bad("brings the certificate of another", STRANGER, unknown, |town| {
            comes(town, |town, _| {
                let link = town.link(false, Role::Reporter);
                vec![vec![link.certifies(town, &town.stranger()).to_item()]]
            })
        }),
        Bad("invited by itself", STRANGER, Answer::Request(Code::IssuerRefused), |town| {
            comes(town, |town, stranger| {
                let link = town.link(false, Role::Reporter);
                let invite = Invite { role: Role::Admin, ..link.verified(town).invite };
                let mut made = link.certifies(town, stranger);
                made.invite = invite.sign(&stranger.programme, &stranger.sign);
                vec![vec![made.to_item()]]
            })
        }),
        Bad(
            "comes a minute after its invite ended",
            STRANGER,
            Answer::Request(Code::InviteExpired),
            |town| {
                comes(town, |town, stranger| {
                    let item = town.link(false, Role::Reporter).certifies(town, stranger).to_item();
                    town.world.clock.pass(limits::INVITE_SECONDS + 60);
                    vec![vec![item]]
                })
            },
        ),
        Bad("with an invite that somebody used", STRANGER, Answer::Request(Code::InviteUsed), |town| {
            comes(town, |town, stranger| {
                let link = town.link(false, Role::Reporter);
                let item = link.certifies(town, stranger).to_item();
                super::Cheat::enrol(&mut town.world, &link.text());
                vec![vec![item]]
            })
        }),
        Bad(
            "with an invite of a member that was removed",
            STRANGER,
            Answer::Request(Code::IssuerRefused),
            |town| {
                comes(town, |town, stranger| {
                    let admin = town.passer_by(Role::Admin);
                    let link = town.link(false, Role::Reporter);
                    let mut made = link.certifies(town, stranger);
                    made.invite = link.verified(town).invite.sign(&admin.programme, &admin.sign);
                    town.world.sync(&mut town.founder).expect("synced");
                    town.founder.client().remove_member(admin.id()).expect("removed");
                    town.world.sync(&mut town.founder).expect("synced");
                    vec![vec![made.to_item()]]
                })
            },
        ),
        Bad(
            "a removed device with a new invite",
            Entrance::Server("a removed device"),
            Answer::Request(Code::Revoked),
            |town| {
                let mut removed = town.passer_by(Role::Reporter);
                town.world.sync(&mut town.founder).expect("synced");
                town.founder.client().remove_member(removed.id()).expect("removed");
                town.world.sync(&mut town.founder).expect("synced");
                let item = town.link(false, Role::Reporter).certifies(town, &removed).to_item();
                Errand::Up(removed.body(&town.world, vec![item]))
            },
        ),
    ]
}

fn epoch(town: &mut Town, rank: Rank, organisation: OrganisationId, change: impl Fn(u32) -> u32) -> Errand {
    let public = town.cheat(rank).kem.public();
    let mut next = 0;
    let read = town.world.service().inspect(&mut |_, directory, _| {
        next = directory.current_epoch(&organisation).map_or(0, |epoch| epoch.number + 1);
        Ok(())
    });
    read.expect("the server's database");
    let item = Epoch { organisation, number: change(next), public, history: Vec::new() }.to_item();
    town.brings(rank, vec![item])
}

fn wrap(town: &mut Town, rank: Rank, organisation: OrganisationId, number: u32, length: usize) -> Errand {
    let holder = Holder::Device(town.cheat(Rank::Coordinator).id());
    let item =
        EpochWrap { organisation, number, holder, encapsulated: vec![3; 32], wrapped: vec![3; length] };
    town.brings(rank, vec![item.to_item()])
}

fn removes(town: &mut Town, rank: Rank, device: DeviceId) -> Errand {
    town.brings(rank, vec![Removal { device }.to_item()])
}

fn keys_and_removals() -> Vec<Bad> {
    vec![
        Bad("removes the administrator", COORDINATOR, FORBIDDEN, |town| {
            let founder = town.founder.client().device().expect("enrolled");
            removes(town, Rank::Coordinator, founder)
        }),
        Bad("removes a member of another organisation", ELSEWHERE, FORBIDDEN, |town| {
            let member = town.coordinator.client().device().expect("enrolled");
            removes(town, Rank::Elsewhere, member)
        }),
        Bad("removes a device that there is not", ADMIN, REFUSED, |town| {
            removes(town, Rank::Admin, DeviceId::from_bytes([9; 16]))
        }),
        Bad("a new key pair of its organisation", COORDINATOR, FORBIDDEN, |town| {
            let home = town.home;
            epoch(town, Rank::Coordinator, home, |next| next)
        }),
        Bad("a new key pair of another organisation", ELSEWHERE, FORBIDDEN, |town| {
            let home = town.home;
            epoch(town, Rank::Elsewhere, home, |next| next)
        }),
        Bad("a key pair that leaves a number out", ADMIN, REFUSED, |town| {
            let home = town.home;
            epoch(town, Rank::Admin, home, |next| next + 1)
        }),
        Bad("another key pair under a number that is taken", ADMIN, REFUSED, |town| {
            let home = town.home;
            epoch(town, Rank::Admin, home, |next| next - 1)
        }),
        Bad("a key pair with the highest number there is", ADMIN, REFUSED, |town| {
            let home = town.home;
            epoch(town, Rank::Admin, home, |_| u32::MAX)
        }),
        Bad("a key pair of an organisation that there is not", ADMIN, FORBIDDEN, |town| {
            epoch(town, Rank::Admin, OrganisationId::from_bytes([9; 16]), |next| next)
        }),
        Bad("passes on a key that there is not", COORDINATOR, FORBIDDEN, |town| {
            let home = town.home;
            wrap(town, Rank::Coordinator, home, 900, 48)
        }),
        Bad("passes on the key of another organisation", ELSEWHERE, FORBIDDEN, |town| {
            let home = town.home;
            wrap(town, Rank::Elsewhere, home, 0, 48)
        }),
        Bad("passes on its organisation's key", Entrance::Server("a reporter"), FORBIDDEN, |town| {
            let home = town.home;
            wrap(town, Rank::Reporter, home, 0, 48)
        }),
        Bad("a wrapped key of a wrong length", ADMIN, Answer::Item(Code::GrantRefused), |town| {
            let home = town.home;
            wrap(town, Rank::Admin, home, 0, 47)
        }),
    ]
}

fn refused(code: Code) -> Answer {
    Answer::Device(Error::Refused(code))
}

fn scans(town: &mut Town, change: impl Fn(&mut Link)) -> Errand {
    let mut link = town.link(false, Role::Coordinator);
    change(&mut link);
    Errand::Scan(link.text())
}

fn scanned() -> Vec<Bad> {
    let altered = || refused(Code::InviteAltered);
    let mut bad = vec![
        Bad("nothing", PHONE, altered(), |_| Errand::Scan(String::new())),
        Bad("a link of something else", PHONE, altered(), |_| {
            Errand::Scan("https://example.org/x".to_owned())
        }),
        Bad("1 MB of text", PHONE, refused(Code::TooLarge), |_| {
            Errand::Scan(format!("jonaki:invite/{}", "A".repeat(1 << 20)))
        }),
        Bad("a link in capital letters", PHONE, altered(), |town| {
            Errand::Scan(town.link(false, Role::Reporter).text().to_uppercase())
        }),
        Bad("a link without its last letters", PHONE, altered(), |town| {
            let text = town.link(false, Role::Reporter).text();
            Errand::Scan(text[..text.len() - 5].to_owned())
        }),
        Bad("a link with padding", PHONE, altered(), |town| {
            Errand::Scan(town.link(false, Role::Reporter).text() + "==")
        }),
        Bad("the secret of another link", PHONE, altered(), |town| {
            let seed = town.link(false, Role::Reporter).seed;
            scans(town, |link| link.seed.clone_from(&seed))
        }),
        Bad("a secret of 31 bytes", PHONE, altered(), |town| scans(town, |link| link.seed.truncate(31))),
        Bad("nothing that leads to the root", PHONE, refused(Code::IssuerRefused), |town| {
            scans(town, |link| link.chain.clear())
        }),
        Bad("nine steps to the root", PHONE, refused(Code::TooLarge), |town| {
            scans(town, |link| {
                let step = link.chain[0].clone();
                link.chain = vec![step; limits::CHAIN_DEPTH + 1];
            })
        }),
        Bad("a step to the root that is no step", PHONE, altered(), |town| {
            scans(town, |link| link.chain.push(Erase { record: RecordId::from_bytes([1; 16]) }.to_item()))
        }),
        Bad("another root", PHONE, altered(), |town| scans(town, |link| link.root = made_up().public())),
        Bad("an invite signed by whom nobody knows", PHONE, refused(Code::IssuerRefused), |town| {
            let programme = town.cheat(Rank::Coordinator).programme;
            let link = town.link(false, Role::Coordinator);
            let invite = link.verified(town).invite.sign(&programme, &made_up());
            Errand::Scan(Link { invite, ..link }.text())
        }),
        Bad("a link that ended", PHONE, refused(Code::InviteExpired), |town| {
            let text = town.link(false, Role::Reporter).text();
            town.world.clock.pass(limits::INVITE_SECONDS + 1);
            Errand::Scan(text)
        }),
    ];
    let again = Entrance::Person("a link on an enrolled phone");
    bad.push(Bad("a link of another programme", again, refused(Code::InviteForeign), |_| {
        let mut founder = crate::world::World::new(8).founder();
        let new = jonaki_core::NewInvite { organisation: None, role: Role::Reporter };
        Errand::ScanAgain(founder.client().invite(new).expect("an invite").link)
    }));
    let enrolled = || Answer::Device(Error::State(StateFault::AlreadyEnrolled));
    bad.push(Bad("a link for another role", again, enrolled(), |town| {
        Errand::ScanAgain(town.link(false, Role::Admin).text())
    }));
    bad.push(Bad("a link of another organisation", again, enrolled(), |town| {
        Errand::ScanAgain(town.link(true, Role::Reporter).text())
    }));
    bad
}
