//! Set M: order and rollback. What comes too early, twice, from another life of the log, or contradicts what was said before.

use super::town::{Bad, Errand, Rank, Town, cases};
use super::{Allowance, Answer, Cheat, Entrance, Set};
use crate::world::World;
use jonaki_core::Budget;
use jonaki_core::protocol::sync::{Cursor, FeedEntry, News, RecordDigest, Refusal, Response};
use jonaki_core::protocol::{
    ChainPosition, Change, Checkpoint, Code, Compartment, CompartmentSet, Digest, Item, KeySet, LogId,
    ProgrammeId, Receipt, RecordId, Seen, SignPrivate, Timestamp, limits,
};
use jonaki_core::{Error, FieldEdit, Scalar};
use jonaki_document::hostile::Attack;
use jonaki_document::{Document, Edit};
use serde_bytes::ByteBuf;

/// The set.
pub fn set() -> Set<Town> {
    let mut bad = heads();
    bad.extend(news());
    bad.extend(refusals());
    let first = bad.len();
    bad.extend(requests());
    bad.extend(lives());
    let mut cases = cases(bad);
    for (at, case) in cases.iter_mut().enumerate() {
        if at < first {
            // News of the honest day come with the lie, and are taken in.
            case.leaves.extend(NEWS);
        }
        case.leaves.extend(extra(case.what));
    }
    Set { letter: 'M', title: "order and rollback", least: 28, cases }
}

/// What one honest edit leaves on the coordinator's device.
const NEWS: [Allowance; 5] = [
    Allowance::changed("coordinator.setting", 6),
    Allowance::added("coordinator.parcel", 2),
    Allowance::added("coordinator.parcel_item", 4),
    Allowance::changed("coordinator.document", 1),
    Allowance::changed("coordinator.case_row", 1),
];

/// The evidence, and that the device stopped.
const PROOF: [Allowance; 2] =
    [Allowance::added("coordinator.contradiction", 1), Allowance::changed("coordinator.setting", 2)];

fn extra(what: &str) -> Vec<Allowance> {
    match what {
        "new keys twice under one number" => vec![
            Allowance::added("server.batch", 1),
            Allowance::added("server.item", 2),
            Allowance::added("server.entry", 1),
            Allowance::added("server.commitment", 2),
            Allowance::added("server.delivery", 20),
            Allowance::changed("server.record", 1),
            Allowance::changed("server.programme", 1),
            Allowance::changed("server.chain", 1),
        ],
        "a log of the same length with another head" => PROOF.to_vec(),
        _ => Vec::new(),
    }
}

const SERVER: Entrance = Entrance::Device("a server that lies");
const DEVICE: Entrance = Entrance::Server("a coordinator");
const CONTRADICTS: Answer = Answer::Device(Error::Refused(Code::Equivocation));
const FOREIGN: Answer = Answer::Device(Error::Refused(Code::WrongServer));

/// The reporter writes something, so that there is news.
fn day(town: &mut Town) {
    town.world.clock.pass(60);
    let text = format!("নদীর ধারে, {}", town.world.clock.now().0);
    let edit = FieldEdit { field: "place_detail".to_owned(), value: Some(Scalar::from(text)) };
    town.reporter.client().edit(town.case, &[edit]).expect("edited");
    town.world.sync(&mut town.reporter).expect("synced");
}

/// The honest answer, changed.
fn lies(town: &mut Town, change: impl FnOnce(&mut Town, &mut Response)) -> Errand {
    day(town);
    let mut response = town.answer();
    change(town, &mut response);
    Errand::Down(200, response.to_body().expect("an answer"))
}

fn head(town: &Town, response: &Response) -> Seen {
    let (programme, key) = (town.cheat(Rank::Coordinator).programme, town.world.server_key().public());
    Checkpoint::verify(&response.checkpoint, &programme, &key).expect("the honest head").head
}

fn size(town: &mut Town) -> u64 {
    let answer = town.answer();
    head(town, &answer).size
}

/// The answer with another head, signed by the true server.
fn signs(town: &mut Town, change: impl FnOnce(&mut Seen)) -> Errand {
    lies(town, |town, response| {
        let mut seen = head(town, response);
        change(&mut seen);
        let programme = town.cheat(Rank::Coordinator).programme;
        let checkpoint = Checkpoint { head: seen, time: town.world.clock.now() };
        response.checkpoint = ByteBuf::from(checkpoint.sign(&programme, &town.world.server_key()));
    })
}

/// The answer with a head signed by anybody for any programme.
fn signed_by(town: &mut Town, programme: Option<ProgrammeId>, key: Option<SignPrivate>) -> Errand {
    lies(town, |town, response| {
        let seen = head(town, response);
        let programme = programme.unwrap_or(town.cheat(Rank::Coordinator).programme);
        let key = key.unwrap_or(town.world.server_key());
        let checkpoint = Checkpoint { head: seen, time: town.world.clock.now() };
        response.checkpoint = ByteBuf::from(checkpoint.sign(&programme, &key));
    })
}

fn heads() -> Vec<Bad> {
    vec![
        Bad("a log that is shorter than it was", SERVER, CONTRADICTS, |town| {
            let before = size(town);
            signs(town, |seen| (seen.size, seen.head) = (before - 1, Digest::from_bytes([1; 32])))
        }),
        Bad("a log of the same length with another head", SERVER, CONTRADICTS, |town| {
            let before = size(town);
            signs(town, |seen| (seen.size, seen.head) = (before, Digest::from_bytes([1; 32])))
        }),
        Bad("an empty log", SERVER, CONTRADICTS, |town| {
            signs(town, |seen| (seen.size, seen.head) = (0, Digest::from_bytes([0; 32])))
        }),
        Bad("the head of another log than the cursor's", SERVER, FOREIGN, |town| {
            signs(town, |seen| seen.log = LogId::from_bytes([4; 16]))
        }),
        Bad("a cursor of another log than the head's", SERVER, FOREIGN, |town| {
            lies(town, |_, response| response.cursor.log = Some(LogId::from_bytes([4; 16])))
        }),
        Bad("a cursor of no log", SERVER, FOREIGN, |town| {
            lies(town, |_, response| response.cursor.log = None)
        }),
        Bad("a head signed by another server", SERVER, FOREIGN, |town| {
            signed_by(town, None, Some(SignPrivate::from_seed(&[5; 32])))
        }),
        Bad("the head of another programme", SERVER, FOREIGN, |town| {
            signed_by(town, Some(ProgrammeId::from_bytes([5; 16])), None)
        }),
        Bad("no head", SERVER, FOREIGN, |town| lies(town, |_, response| response.checkpoint.clear())),
        Bad("a receipt in the place of a head", SERVER, FOREIGN, |town| {
            lies(town, |town, response| {
                let (programme, key) = (town.cheat(Rank::Coordinator).programme, town.world.server_key());
                let seen = head(town, response);
                let receipt = Receipt {
                    log: seen.log,
                    entry: 1,
                    batch: seen.head,
                    time: Timestamp(0),
                    refused: Vec::new(),
                };
                response.checkpoint = ByteBuf::from(receipt.sign(&programme, &key));
            })
        }),
        Bad("an answer from before the last one", SERVER, CONTRADICTS, |town| {
            let old = town.answer();
            day(town);
            town.world.sync(&mut town.coordinator).expect("synced");
            Errand::Down(200, old.to_body().expect("an answer"))
        }),
    ]
}

fn receipt(town: &mut Town, change: impl FnOnce(&mut Receipt)) -> Errand {
    lies(town, |town, response| {
        let seen = head(town, response);
        let programme = town.cheat(Rank::Coordinator).programme;
        let mut receipt = Receipt {
            log: seen.log,
            entry: seen.size,
            batch: Digest::from_bytes([6; 32]),
            time: Timestamp(0),
            refused: Vec::new(),
        };
        change(&mut receipt);
        response.receipts.push(ByteBuf::from(receipt.sign(&programme, &town.world.server_key())));
    })
}

fn news() -> Vec<Bad> {
    vec![
        Bad("the news in the wrong order", SERVER, Answer::Ignored, |town| {
            day(town);
            lies(town, |_, response| response.feed.reverse())
        }),
        Bad("the news twice", SERVER, Answer::Ignored, |town| {
            lies(town, |_, response| response.feed.extend(response.feed.clone()))
        }),
        Bad("that it left a case which it never had", SERVER, Answer::Ignored, |town| {
            lies(town, |_, response| {
                let (record, compartments) = (RecordId::from_bytes([7; 16]), CompartmentSet::EMPTY);
                let left = News::Left { record, compartments: compartments.with(Compartment::Card) };
                response.feed.push(FeedEntry::new(1, &left));
            })
        }),
        Bad("that a case was erased which it never had", SERVER, Answer::Ignored, |town| {
            lies(town, |_, response| {
                response.feed.push(FeedEntry::new(1, &News::Erased(RecordId::from_bytes([7; 16]))));
            })
        }),
        Bad("a receipt for a batch that it never sent", SERVER, Answer::Ignored, |town| {
            receipt(town, |_| {})
        }),
        Bad("that its chain stands a thousand batches ahead", SERVER, Answer::Ignored, |town| {
            lies(town, |_, response| {
                response.chain = Some(ChainPosition { n: 1_000, hash: Digest::from_bytes([8; 32]) });
            })
        }),
        Bad("that it is to say what it holds, in the same log", SERVER, Answer::Ignored, |town| {
            lies(town, |_, response| response.reconcile = true)
        }),
        Bad("that it wants 8,000 cases which there are not", SERVER, Answer::Ignored, |town| {
            lies(town, |_, response| {
                let id = |number: u32| {
                    let mut bytes = [9; 16];
                    bytes[..4].copy_from_slice(&number.to_be_bytes());
                    RecordId::from_bytes(bytes)
                };
                response.want = (0..8_000).map(id).collect();
            })
        }),
        Bad("that there is more, without end", SERVER, Answer::Ignored, |town| {
            lies(town, |_, response| response.more = true)
        }),
        Bad("that a batch which it never sent forks", SERVER, Answer::Ignored, |town| {
            lies(town, |_, response| response.refused.push((Digest::from_bytes([8; 32]), Code::Fork)))
        }),
    ]
}

fn says_no(town: &mut Town, code: Code, time: Timestamp) -> Errand {
    let _ = town.answer();
    let status = if code == Code::Revoked { 403 } else { 401 };
    Errand::Down(status, Refusal { code, time, retry_after: u32::MAX }.to_body())
}

fn refusals() -> Vec<Bad> {
    vec![
        Bad("that its clock is wrong: it is the last second of time", SERVER, Answer::Ignored, |town| {
            says_no(town, Code::ClockSkew, Timestamp(i64::MAX))
        }),
        Bad("that its clock is wrong: it is the first second of time", SERVER, Answer::Ignored, |town| {
            says_no(town, Code::ClockSkew, Timestamp(i64::MIN))
        }),
        Bad("that it was removed, which nobody signed", SERVER, Answer::Ignored, |town| {
            says_no(town, Code::Revoked, Timestamp(0))
        }),
        Bad("that it must wait 136 years", SERVER, Answer::Ignored, |town| {
            says_no(town, Code::RateLimited, Timestamp(0))
        }),
    ]
}

fn waits(town: &mut Town) -> Item {
    let cheat = town.cheat(Rank::Coordinator);
    let device = cheat.id();
    let incarnation = town.world.clock.now().0.to_be_bytes();
    let incarnation = [incarnation[4], incarnation[5], incarnation[6], incarnation[7]];
    let actor = jonaki_core::protocol::ActorId { device, incarnation };
    let card = Document::new(Compartment::Card).expect("a document");
    let change = Attack::Orphan.change(&card, actor);
    Change { record: town.case, compartment: Compartment::Card, change }.to_item()
}

fn requests() -> Vec<Bad> {
    vec![
        Bad("a change whose parent never comes", DEVICE, Answer::Item(Code::Pending), |town| {
            town.world.clock.pass(1);
            let item = waits(town);
            town.brings(Rank::Coordinator, vec![item])
        }),
        Bad("the 65th change that waits for a parent", DEVICE, Answer::Item(Code::PendingFull), |town| {
            for _ in 0..limits::PENDING_CHANGES {
                town.world.clock.pass(1);
                let item = waits(town);
                let Errand::Up(body) = town.brings(Rank::Coordinator, vec![item]) else { continue };
                town.world.exchange(&body);
            }
            town.world.clock.pass(1);
            let item = waits(town);
            town.brings(Rank::Coordinator, vec![item])
        }),
        Bad("new keys twice under one number", DEVICE, Answer::Taken, |town| {
            let set = |byte| KeySet {
                record: town.case,
                epoch: 1,
                commitments: vec![(Compartment::Account, Digest::from_bytes([byte; 32]))],
            };
            let items = vec![set(1).to_item(), set(2).to_item()];
            town.brings(Rank::Coordinator, items)
        }),
        Bad("new keys that leave a number out", DEVICE, Answer::Item(Code::KeySetRefused), |town| {
            let commitments = vec![(Compartment::Account, Digest::from_bytes([3; 32]))];
            let item = KeySet { record: town.case, epoch: 90, commitments }.to_item();
            town.brings(Rank::Coordinator, vec![item])
        }),
        Bad(
            "the fifth change of an actor that made none",
            DEVICE,
            Answer::Item(Code::ShapeSequence),
            |town| {
                let mut passer = town.passer_by(jonaki_core::protocol::Role::Coordinator);
                let card = Document::new(Compartment::Card).expect("a document");
                let change = Attack::SkippedSequence.change(&card, passer.actor());
                let item = Change { record: town.case, compartment: Compartment::Card, change }.to_item();
                Errand::Up(passer.body(&town.world, vec![item]))
            },
        ),
        Bad(
            "the second change of an actor, whose first is not sent",
            DEVICE,
            Answer::Item(Code::Pending),
            |town| {
                let mut passer = town.passer_by(jonaki_core::protocol::Role::Coordinator);
                let (record, actor) = (town.case, passer.actor());
                let mut card = Document::new(Compartment::Card).expect("a document");
                let mut change = |value: &str| {
                    let edit = [Edit::set("urgency", value.into())];
                    let change = card.edit(actor, &edit).expect("edited").expect("a change").bytes;
                    Change { record, compartment: Compartment::Card, change }.to_item()
                };
                let (_, second) = (change("low"), change("high"));
                Errand::Up(passer.body(&town.world, vec![second]))
            },
        ),
    ]
}

/// The reporter's next request, made before a change of the server's life.
fn next_body(town: &mut Town) -> Vec<u8> {
    World::whole_request(&mut town.reporter, Budget::default()).expect("a request")
}

fn restores(town: &mut Town, times: usize) {
    for number in 0..times {
        let (name, time) =
            (format!("backup-{number}-{}.db", town.world.clock.now().0), town.world.clock.now());
        let backup = town.world.backup_server(&name);
        day(town);
        town.world.clock.pass(3_600);
        town.world.restore_server(&backup, time);
    }
}

/// A device's request with the cursor of another life of the log.
fn of_another_life(town: &mut Town, log: LogId) -> Errand {
    let mut passer: Cheat = town.passer_by(jonaki_core::protocol::Role::Reporter);
    let mut request = passer.request(&town.world, Vec::new());
    request.cursor = Cursor { log: Some(log), everyone: 3, device: 1, organisations: Vec::new() };
    Errand::Up(request.to_body(&passer.sign).expect("a request"))
}

fn lives() -> Vec<Bad> {
    const HONEST: Entrance = Entrance::Server("an honest reporter");
    vec![
        Bad("a cursor of a log that never was", DEVICE, Answer::Ignored, |town| {
            of_another_life(town, LogId::from_bytes([5; 16]))
        }),
        Bad("digests of 2,000 records that it does not have", DEVICE, Answer::Ignored, |town| {
            let mut passer = town.passer_by(jonaki_core::protocol::Role::Reporter);
            let mut request = passer.request(&town.world, Vec::new());
            let digest = |number: u16| {
                let mut id = [3; 16];
                id[..2].copy_from_slice(&number.to_be_bytes());
                let compartments = CompartmentSet::EMPTY.with(Compartment::Card);
                RecordDigest { record: RecordId::from_bytes(id), compartments, digest: u64::MAX }
            };
            request.digests = (0..2_000).map(digest).collect();
            Errand::Up(request.to_body(&passer.sign).expect("a request"))
        }),
        Bad(
            "its next request after the server was restored to an hour ago",
            HONEST,
            Answer::Ignored,
            |town| {
                restores(town, 1);
                Errand::Up(next_body(town))
            },
        ),
        Bad("its next request after the server was restored twice", HONEST, Answer::Ignored, |town| {
            restores(town, 2);
            Errand::Up(next_body(town))
        }),
        Bad("a request with new work, after the server was restored", HONEST, Answer::Ignored, |town| {
            restores(town, 1);
            let edit = FieldEdit {
                field: "village".to_owned(), value: Some(Scalar::from("নতুন গ্রাম"))
            };
            town.reporter.client().edit(town.case, &[edit]).expect("edited");
            Errand::Up(next_body(town))
        }),
        Bad("the cursor of the life before the last restore", DEVICE, Answer::Ignored, |town| {
            let answer = town.answer();
            let log = head(town, &answer).log;
            restores(town, 1);
            of_another_life(town, log)
        }),
    ]
}
