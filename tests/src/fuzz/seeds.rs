//! What the corpora start from: golden bytes, honest work and attacks, each in the form that its target reads.

use super::documents::{bases, parts};
use super::exchange::honest_request;
use super::input::{Output, chunk, inside};
use super::letters::honest_letter;
use super::programme::{Keys, NOW, OURS, Programme, RECORD, programme};
use super::secrets::{granted, honestly_sealed, wrapped};
use super::server::founded;
use super::trust::INVITE;
use crate::synthetic::{Synthetic, Vocabulary};
use jonaki_core::services::{Id, Plan, template};
use jonaki_document::hostile::Attack;
use jonaki_protocol::cose::{self, Purpose, Signed};
use jonaki_protocol::sync::{FeedEntry, News, Refusal};
use jonaki_protocol::{Checkpoint, Code, Compartment, Item, Receipt, Role, encode, frame};
use jonaki_xlsform::{Input as Sheets, Options, Source, compile};
use serde_bytes::ByteBuf;
use std::path::Path;

/// Inputs for every target, by its name.
pub fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    golden(&mut all);
    wire(&mut all);
    exchange(&mut all);
    trust(&mut all);
    secrets(&mut all);
    documents(&mut all);
    peers(&mut all);
    // And what ends too early, in every target.
    let whole = all.clone();
    for target in super::TARGETS {
        let first = whole.iter().find(|(name, _)| *name == target.name);
        let cut = first.map_or(&[][..], |(_, seed)| &seed[..seed.len() * 3 / 4]);
        all.extend([(target.name, Vec::new()), (target.name, cut.to_vec()), (target.name, vec![0])]);
    }
    all
}

type Seeds = Vec<(&'static str, Vec<u8>)>;

fn with(mode: u8, bytes: &[u8]) -> Vec<u8> {
    [&[mode], bytes].concat()
}

fn golden_files() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/formats/golden");
    let files = std::fs::read_dir(folder).expect("the golden files").flatten();
    let mut found: Vec<_> = files
        .map(|file| {
            let name = file.file_name().to_string_lossy().trim_end_matches(".hex").to_owned();
            let text: String = std::fs::read_to_string(file.path()).expect("a golden file");
            let hex: String = text.split_whitespace().collect();
            (name, data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).expect("hexadecimal"))
        })
        .collect();
    found.sort();
    found
}

/// Every golden message in the targets that read its kind.
fn golden(all: &mut Seeds) {
    for (name, bytes) in golden_files() {
        let name = name.as_str();
        let kinds =
            ["change", "sealed", "key-set", "capsule", "grant", "withdraw", "certificate", "root-signed"];
        let kinds: Vec<&str> = kinds.into_iter().chain(["epoch", "removal", "epoch-wrap", "erase"]).collect();
        if let Some(kind) = name.strip_prefix("item-") {
            let kind = kind.split('.').next().unwrap_or_default();
            let number = kinds.iter().position(|known| *known == kind).unwrap_or_default();
            all.push(("item", with(number as u8, &bytes)));
        }
        all.push(("frame", with(1, &bytes)));
        match name.split('.').next().unwrap_or_default() {
            "cursor" => all.push(("cursor", with(0, &bytes))),
            "server-line" => all.push(("server_line", with(1, &bytes))),
            "request" => all.push(("request", with(1, &bytes))),
            "response" => {
                all.push(("response", with(1, &bytes)));
                all.push(("answer", with(1, &bytes)));
            }
            "refusal" => all.push(("response", with(2, &bytes))),
            "feed-entry" => all.push(("response", with(3, &bytes))),
            "signed-batch" => all.push(("batch", with(0, &bytes))),
            "receipt" => all.push(("statement", with(0, &bytes))),
            "checkpoint" => all.push(("statement", with(1, &bytes))),
            "invite-link" => all.push(("invite", with(1, &bytes))),
            "certificate" => all.push(("certificate", with(0, &bytes))),
            "item-certificate" => all.push(("certificate", with(2, &bytes))),
            "history" => all.push(("keys", [&[3, 1], bytes.as_slice()].concat())),
            _ => {}
        }
        if Signed::parse(&bytes).is_ok() {
            all.push(("cose", with(0, &bytes)));
        }
    }
}

fn wire(all: &mut Seeds) {
    let world = programme();
    for plain in [b"".as_slice(), b"a body", &[0; 300], &[7; 3_000]] {
        all.push(("frame", with(2, &frame::pack_quick(plain))));
        all.push(("frame", with(4, &frame::pack(plain))));
        all.push(("frame", with(3, plain)));
    }
    for number in 0..7_u8 {
        all.push(("cose", with(number << 1 | 1, b"a payload")));
    }
    let own = cose::sign(Purpose::Invite, &world.id, &world.admin.sign, b"a key", b"a payload".to_vec());
    all.push(("cose", with(0, &own)));
    let nameless = cose::sign(Purpose::Receipt, &world.id, &world.server, &[], vec![1; 300]);
    all.push(("cose", with(0, &nameless)));
    let recipient = granted().0.recipient;
    all.push(("cursor", with(3, &encode(&recipient))));
    all.push(("cursor", with(4, &encode(&wrapped().holder))));
    let set = granted().1.compartments;
    let digest = jonaki_protocol::sync::RecordDigest { record: RECORD, compartments: set, digest: 9 };
    all.push(("cursor", with(5, &encode(&digest))));
    let seen = jonaki_protocol::Seen { log: super::programme::LOG, size: 3, head: digest_of(3) };
    let chain = jonaki_protocol::ChainPosition { n: 1, hash: digest_of(1) };
    all.push(("cursor", with(6, &encode(&(chain, seen)))));
    all.push(("cursor", with(7, &encode(&(set, Role::Admin)))));
    all.push(("cursor", with(8, &recipient.principal().to_bytes())));
    all.push(("cursor", with(8, &[0])));
    let line = jonaki_protocol::ServerLine {
        url: super::programme::URL.to_owned(),
        server: world.server.public(),
        code: ByteBuf::from(b"a code".to_vec()),
    };
    all.push(("server_line", with(0, line.to_text().as_bytes())));
    all.push(("server_line", with(1, &encode(&line))));
}

fn digest_of(number: u8) -> jonaki_protocol::Digest {
    jonaki_protocol::Digest::of("seed", &[&[number]])
}

fn exchange(all: &mut Seeds) {
    let world = programme();
    let founded = founded();
    for batch in &founded.batches {
        let request = honest_request(vec![batch.clone()]);
        all.push(("request", with(2, &encode(&request))));
        all.push(("batch", with(0, &encode(batch))));
        let payload = Signed::parse(&batch.header).expect("a header").unverified_payload().to_vec();
        let structured = (ByteBuf::from(payload), batch.items.clone(), batch.hidden.clone());
        all.push(("batch", with(1, &encode(&structured))));
        let entry = FeedEntry::new(4, &News::Batch(batch.clone()));
        all.push(("response", with(3, &encode(&entry))));
    }
    all.push(("request", with(2, &encode(&honest_request(Vec::new())))));
    let body = honest_request(Vec::new()).to_body(&world.admin.sign).expect("packed");
    all.push(("request", with(0, &body)));
    let items = |count: u8| {
        let start = Output::default().bytes(&[2]).bytes(&u64::from(count).to_le_bytes());
        let start = start.bytes(&NOW.0.to_le_bytes()).bytes(&[0]);
        (0..count).fold(start, |out, index| out.bytes(&i16::from(index).to_le_bytes()).part(&[index; 5])).0
    };
    all.extend([1, 2, 5, 16, 23].map(|count| ("batch", items(count))));
    let refusal = Refusal { code: Code::ClockSkew, time: NOW, retry_after: 30 };
    all.push(("response", with(2, &encode(&refusal))));
    all.push(("response", with(4, &refusal.to_body())));
    let answers = super::client::honest_answers();
    all.extend(answers.iter().map(|answer| ("response", with(1, answer))));
    all.extend(answers.iter().map(|answer| ("answer", with(1, answer))));
    let head = jonaki_protocol::Seen { log: founded.log, size: 3, head: digest_of(3) };
    let receipt = Receipt {
        log: founded.log,
        entry: 3,
        batch: digest_of(4),
        time: NOW,
        refused: vec![(1, Code::Policy)],
    };
    let checkpoint = Checkpoint { head, time: NOW };
    all.push(("statement", with(2, &encode(&receipt))));
    all.push(("statement", with(3, &encode(&checkpoint))));
    all.push(("statement", with(0, &receipt.sign(&world.id, &world.server))));
    all.push(("statement", with(1, &checkpoint.sign(&world.id, &world.server))));
}

fn trust(all: &mut Seeds) {
    let world = programme();
    for role in Role::ALL {
        let invite = world.invite(OURS, role, INVITE);
        let link = world.link(&invite, INVITE);
        all.push(("invite", with(0, link.dangerously_to_text().as_bytes())));
        all.push(("invite", with(1, &encode(&link))));
        all.push(("invite", with(2, &encode(&invite))));
        let structured = Output::default().bytes(&[3]).part(&encode(&invite)).items(&link.chain);
        all.push(("invite", structured.0));
    }
    let keys = Keys::of(50);
    let item = super::trust::verified().certify(&keys.sign.public(), &keys.kem.public(), NOW);
    let claims = Signed::parse(&item.certificate).expect("a certificate").unverified_payload().to_vec();
    all.push(("certificate", with(0, &item.certificate)));
    all.push(("certificate", with(1, &claims)));
    all.push(("certificate", with(2, &encode(&item))));
    all.push(("certificate", with(2, &encode(&world.certificate(OURS, Role::Admin, &world.admin)))));
    directory(all, world);
}

/// Programs of the directory's target: enrolments of every role, renewals, epochs, removals, records.
fn directory(all: &mut Seeds, world: &Programme) {
    // Author, certificate: issuer, device, invite, organisation, times, role, keys, issued at, who brings it.
    let enrol = |device: u8, invite: u8, role: u8| vec![0, 2, 0, device, invite, 0, 2, role, 1, 100, 0, 2];
    let mut programs: Vec<Vec<u8>> = (0..4).map(|role| enrol(3, role, role)).collect();
    programs.push([enrol(3, 0, 3), vec![3, 5, 0], enrol(4, 1, 0)].concat());
    programs.push([enrol(3, 0, 0), enrol(3, 1, 3), vec![3, 4, 0, 1, 1]].concat());
    programs.push(vec![0, 4, 0, 1, 1, 0, 4, 0, 2, 2, 0, 6, 0, 2, 0, 5, 2]);
    programs.push(vec![0, 0, 1, 1, 0, 200, 0, 1, 1, 7, 2, 2, 0, b'x', b'y', 200]);
    for program in programs {
        all.push(("directory", with(1, &program)));
        all.push(("directory", with(0, &program)));
    }
    for (_, item) in world.founding() {
        let out = Output::default().bytes(&[0, 0, 7]).item(&item);
        all.push(("directory", out.0));
    }
}

fn secrets(all: &mut Seeds) {
    let (capsule, grant) = granted();
    all.push(("keys", with(0, &grant.to_item().body)));
    all.push(("keys", with(1, &capsule.to_item().body)));
    all.push(("keys", with(2, &wrapped().to_item().body)));
    let plain: Vec<(u32, ByteBuf)> = vec![(0, ByteBuf::from(vec![3; 32])), (1, ByteBuf::from(vec![4; 32]))];
    all.push(("keys", [&[3, 1], encode(&plain).as_slice()].concat()));
    for batch in &founded().batches {
        let items = batch.items.iter().flatten();
        all.extend(items.clone().filter(|item| item.kind == 2).map(|item| ("keys", with(4, &item.body))));
        all.extend(items.map(|item| ("item", with(item.kind, &item.body))));
    }
    all.extend(
        [(0b0110, 2), (0b1111, 3), (0b0001, 0), (0b1000, 1)]
            .map(|(set, keys)| ("keys", vec![5, set, keys, 1, 2, 3])),
    );
    let message = &honestly_sealed().message;
    all.push(("sealed", with(0, message)));
    let change = bases()[3].document.changes().remove(0).bytes;
    let packed = frame::pack_quick(&change);
    all.push(("sealed", with(2, &packed)));
    let length = (packed.len() as u16).to_be_bytes();
    let mut plain = [&[1], length.as_slice(), &packed].concat();
    plain.resize(1 + 40 + (plain.len() - 1).saturating_sub(40).next_multiple_of(64), 0);
    all.push(("sealed", plain));
}

fn documents(all: &mut Seeds) {
    for (index, base) in bases().iter().enumerate() {
        let (changes, saved) = parts(base);
        let index = index as u8;
        for change in &changes {
            all.push(("admission", with(index, change)));
            all.push(("guard", with(index << 2 | 1, change)));
        }
        all.push(("guard", with(0, &chunk(1, &changes[0]))));
        all.push(("guard", with(3, &saved)));
        all.push(("guard", with(7, &saved)));
        all.push(("snapshot", with(base.document.compartment().code(), &saved)));
        all.push(("snapshot", with(4 | base.document.compartment().code(), &chunk(0, &saved))));
        for attack in Attack::ALL {
            let raw = attack.change(&base.document, base.actor(0));
            if index == 2 || index == 3 {
                all.push(("admission", with(index, inside(&raw))));
                all.push(("guard", with(index << 2, &raw)));
            }
            if base.document.compartment() == Compartment::Account {
                all.push(("sealed", with(3, inside(&raw))));
            }
        }
        if base.document.compartment() == Compartment::Account {
            all.extend(changes.iter().map(|change| ("sealed", with(3, change))));
        }
        programs(all, index);
    }
}

/// Programs of operations: zeros are honest, so a byte here and there is nearly so.
fn programs(all: &mut Seeds, index: u8) {
    for round in 0..24_u8 {
        let program: Vec<u8> =
            (0..24).map(|at: u8| if at % 5 == round % 5 { at.wrapping_mul(round) } else { 0 }).collect();
        let mode = index | (round & 3) << 4 | if round % 3 == 0 { 128 } else { 0 };
        all.push(("operations", with(mode, &program)));
        if index == 3 {
            // Modes 4, 9, 14, …: operations behind a seal.
            all.push(("sealed", with(4 + 5 * (round & 7), &program)));
        }
    }
    // An entry with its fields: place, map, key, spoilt, then fields of it.
    let entry = [0, 3, 1, 200, 0, 7, 0, 1, 0, 7, 1, 5, 0];
    all.push(("operations", with(index, &entry)));
}

fn peers(all: &mut Seeds) {
    for (number, batch) in founded().batches.iter().enumerate() {
        let items: Vec<Item> = batch.items.iter().flatten().cloned().collect();
        for some in items.chunks(4) {
            all.push(("service", request_of(number as u8, some)));
            all.push(("answer", answer_of(number as u8, some)));
        }
    }
    // Certificates, changes and seals that the target makes itself, by every author.
    for author in [0, 1, 2, 7] {
        for kind in [240, 241, 244, 245, 251] {
            let item = Output::default().bytes(&[kind, 0]).part(&[0, 0, 1, 0, 3, 1, 200]).bytes(&[0; 8]).0;
            let head = head_of_request(author).bytes(&[1, 0, 1]).bytes(&item);
            all.push(("service", head.0));
        }
    }
    for flags in 0..8 {
        all.push(("answer", vec![2, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 2, flags, flags, 0, 0, 0]));
    }
    http(all);
    shelves(all);
    let mut synthetic = Synthetic::new(5, Vocabulary::Evaluation);
    for _ in 0..6 {
        all.push(("import", serde_json::to_vec(&synthetic.report()).expect("JSON")));
    }
    let lines = br#"{"narrative":"one","concern_types":["begging"]}
{"immediate_danger":true,"number_of_children":3,"district":"khulna","when_noticed":"2026-01-02"}
{"district":"nowhere"}
{"unknown":1}
[]
{"mode":"practice","birth_date":"2015-02-30","safe_to_contact":false}"#;
    all.push(("import", lines.to_vec()));
    forms(all);
}

/// Services as records, as a table, and signed; letters of every topic.
fn shelves(all: &mut Seeds) {
    let table = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/directory.csv"));
    let table = table.expect("a table");
    let lines: Vec<&[u8]> = table.split_inclusive(|byte| *byte == b'\n').collect();
    for rows in lines[1..].chunks(8) {
        all.push(("table", [lines[0], &rows.concat()].concat()));
    }
    all.push(("table", template()));
    let (mut number, plan) = (0, Plan::read(&table).expect("a table"));
    let taken = plan.apply(NOW.0, || {
        number += 1;
        Id::from_bytes([number; 16])
    });
    let services = taken.services.iter().filter_map(|service| service.encode().ok());
    let records: Vec<Vec<u8>> = services.take(16).collect();
    all.extend(records.iter().map(|record| ("listing", with(0, record))));
    let hidden = taken.hidden.iter().filter_map(|hidden| hidden.encode().ok()).take(4);
    all.extend(hidden.map(|record| ("listing", with(1, &record))));
    let owners = taken.organisations.iter().filter_map(|owner| owner.encode().ok()).take(4);
    all.extend(owners.map(|record| ("listing", with(2, &record))));

    all.push(("letter", with(0, &honest_letter().to_item().body)));
    for topic in 0..4 {
        for (about, number) in [(0, 1), (1, 1), (3, 2)] {
            let head = [topic, about, number, 0];
            all.push(("letter", [&[1, 0], &head[..], b"a message"].concat()));
            let mut plain = vec![0; 256];
            plain[1] = 9;
            all.push(("letter", [&[2], &head[..], &plain].concat()));
            signed_letters(all, &head, &records[0]);
        }
    }
}

/// A fingerprint as it travels in a letter.
fn fingerprint() -> Vec<u8> {
    let golden = include_str!("../../../core/matching/tests/data/golden.hex");
    let hex: String = golden.split_whitespace().collect();
    data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("hexadecimal")
}

/// What the root says of who compares, a service, a flag, and a letter, for the server and for a device.
fn signed_letters(all: &mut Seeds, head: &[u8], record: &[u8]) {
    for comparing in 0..2 {
        let matching = Output::default().bytes(&[255, comparing, 0, 0, 7]).0;
        let listing = Output::default().bytes(&[255, 1, 0, 3]).part(record).0;
        let flag = vec![255, 0, 0, 1, 0];
        let said = encode(&(ByteBuf::from(fingerprint()), Vec::<u8>::new()));
        let letter = Output::default().bytes(&[254]).bytes(head).part(&said).0;
        let items = [matching, listing, flag, letter].concat();
        let request = head_of_request(2).bytes(&[0, 0, 3]);
        all.push(("service", request.bytes(&items).0));
        let start = Output::default().bytes(&[2, 0, 1, 0, 1, 0, 0, 0, 7]).bytes(&[0; 8]);
        all.push(("answer", start.bytes(&[0, 1, 4, 4, 2, 0, 3]).bytes(&items).0));
    }
}

/// The forms of the comparison with the reference engine, as their authors wrote them and compiled; rows of the golden export.
fn forms(all: &mut Seeds) {
    const LARGEST: usize = 3 * 1024;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> = std::fs::read_dir(root.join("data/forms"))
        .expect("forms")
        .flatten()
        .map(|file| file.path())
        .collect();
    folders.sort();
    for folder in folders.iter().filter(|path| path.is_dir()) {
        let read = |name: &str| std::fs::read(folder.join(name)).unwrap_or_default();
        let (survey, choices) = (read("survey.csv"), read("choices.csv"));
        if survey.len() <= LARGEST {
            all.push(("xlsform", with(0, &survey)));
        }
        let sheets = [("survey", survey.as_slice()), ("choices", choices.as_slice())];
        let sheets = if choices.is_empty() { &sheets[..1] } else { &sheets[..] };
        let source = Source { form: Sheets::Csv(sheets), attached: &[], file_name: "seed" };
        let form =
            compile(&source, &Options::default()).ok().and_then(|compiled| compiled.form.encode().ok());
        if let Some(definition) = form.filter(|definition| definition.len() <= LARGEST) {
            let answers = (0..8_u8).flat_map(|at| [at, 0, at % 3, 1, 0, b'1' + at]);
            all.push(("form", Output::default().part(&definition).bytes(&answers.collect::<Vec<_>>()).0));
        }
    }
    let golden = root.join("../core/exchange/tests/data");
    for file in std::fs::read_dir(golden).expect("golden rows").flatten().map(|file| file.path()) {
        let rows = std::fs::read(&file).unwrap_or_default();
        if file.extension().is_some_and(|ending| ending == "csv") && rows.len() <= 8 * 1024 {
            all.push(("rows", rows));
        }
    }
}

/// Device, cursor, budget, digests, proofs.
fn head_of_request(author: u8) -> Output {
    Output::default().bytes(&[author, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 15]).bytes(&[9; 8]).bytes(&[1, 0])
}

fn request_of(author: u8, items: &[Item]) -> Vec<u8> {
    let start = head_of_request(author).bytes(&[0, 0, items.len() as u8 - 1]);
    items.iter().fold(start, |out, item| out.bytes(&[0]).item(item)).0
}

fn answer_of(author: u8, items: &[Item]) -> Vec<u8> {
    // Log, size, head, signer, cursor, no receipts, one entry: a batch.
    let start = Output::default().bytes(&[2, 0, 1, 0, 1, 0, 0, 0, 7]).bytes(&[0; 8]);
    let start = start.bytes(&[0, 1, 4, 4, author, 0, items.len() as u8 - 1]);
    items.iter().fold(start, |out, item| out.bytes(&[0]).item(item)).0
}

fn http(all: &mut Seeds) {
    let world = programme();
    let request = honest_request(founded().batches[..1].to_vec());
    let message = |request| {
        let id = world.admin.id();
        cose::sign(Purpose::Request, &world.id, &world.admin.sign, id.as_bytes(), encode(&request))
    };
    let (whole, bare) = (message(request), message(honest_request(Vec::new())));
    for (shape, kind) in [(0, 0), (0, 16), (4, 0), (4, 16), (5, 0), (0, 1), (128, 0)] {
        all.push(("http", [&[shape, kind], bare.as_slice()].concat()));
        all.push(("http", [&[shape, kind], frame::pack(&bare).as_slice()].concat()));
    }
    // Signed anew, now, by each device.
    for member in 0..3 {
        all.push(("http", [&[0, 32, member], bare.as_slice()].concat()));
        all.push(("http", [&[4, 32, member], bare.as_slice()].concat()));
    }
    all.push(("http", [&[0, 16], whole.as_slice()].concat()));
    for path in ["", "v1/sync?x=1", "v1/../healthz", "%00", "v1/sync/", "//v1/sync"] {
        all.push(("http", Output::default().bytes(&[6, 0]).part(path.as_bytes()).0));
    }
    for index in 0..6 {
        all.push(("http", vec![5, 0, index]));
        all.push(("http", vec![5 | 128, 0, index, 1]));
    }
}
