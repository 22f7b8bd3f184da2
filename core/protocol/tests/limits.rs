//! Every bound that the protocol holds: exactly at the limit passes, one more fails.

use crate::samples::{change, request, response};
use crate::seal::{DOCUMENT, key};
use crate::support::{NOW, ORGANISATION, RECORD, World, digest, raw_frame, rng, seed};
use jonaki_protocol::directory::{OrganisationRecord, RootRecord};
use jonaki_protocol::sync::{RecordDigest, Refusal, Request, Response, UnverifiedRequest};
use jonaki_protocol::{
    Body, ChainPosition, Code, CompartmentSet, Directory, Freshness, InviteLink, Item, OrganisationId, Role,
    SignedBatch, cose, decode, encode, frame, limits, seal,
};
use rand_core::Rng as _;
use serde_bytes::ByteBuf;

fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    rng(len as u64).fill_bytes(&mut bytes);
    bytes
}

fn sign(items: usize) -> Result<SignedBatch, Code> {
    let world = World::new();
    let items = (0..items).map(|_| (change(b"one").to_item(), NOW)).collect();
    SignedBatch::sign(&world.programme(), &world.admin.sign, &ChainPosition::START, NOW, None, items)
}

#[test]
fn items_of_a_batch() {
    let world = World::new();
    let batch = sign(limits::BATCH_ITEMS).expect("a full batch");
    let header = batch.verify(&world.programme(), &world.admin.sign.public()).expect("verified");
    assert_eq!(usize::from(header.count), limits::BATCH_ITEMS);
    assert_eq!(decode(&encode(&batch)), Ok(batch.clone()));
    assert_eq!(sign(limits::BATCH_ITEMS + 1), Err(Code::TooLarge));
    assert_eq!(sign(0), Err(Code::TooLarge));
    let mut more = batch;
    more.items.push(None);
    assert_eq!(decode::<SignedBatch>(&encode(&more)), Err(Code::TooLarge));
    assert_eq!(more.verify(&world.programme(), &world.admin.sign.public()), Err(Code::TooLarge));
}

#[test]
fn a_chain_at_its_end_is_an_error_and_no_panic() {
    let world = World::new();
    let end = ChainPosition { n: u64::MAX, hash: digest(1) };
    let items = vec![(change(b"one").to_item(), NOW)];
    let signed = SignedBatch::sign(&world.programme(), &world.admin.sign, &end, NOW, None, items);
    assert_eq!(signed, Err(Code::Malformed));
}

#[test]
fn bytes_of_an_item_and_of_a_change() {
    let full = change(&noise(limits::CHANGE_BYTES)).to_item();
    assert!(matches!(full.parse(), Ok(Body::Change(_))));
    assert_eq!(change(&noise(limits::CHANGE_BYTES + 1)).to_item().parse(), Err(Code::TooLarge));
    for kind in 0..=11 {
        let at = Item { kind, body: vec![0; limits::ITEM_BYTES] };
        assert_ne!(at.parse(), Err(Code::TooLarge));
        let above = Item { kind, body: vec![0; limits::ITEM_BYTES + 1] };
        assert_eq!(above.parse(), Err(Code::TooLarge));
    }
}

#[test]
fn bytes_of_a_sealed_change() {
    let programme = World::new().programme();
    let sealed = |change: &[u8]| seal::seal(&programme, DOCUMENT, &key(1), change, &mut rng(1));
    let full = sealed(&vec![7; limits::CHANGE_BYTES]).expect("compressible");
    let opened = seal::open(&programme, &full, &key(1)).expect("opened");
    assert_eq!(opened.len(), limits::CHANGE_BYTES);
    // The receiver refuses one byte more by the size in the frame, whoever sealed it.
    let beyond = sealed(&vec![7; limits::CHANGE_BYTES + 1]);
    assert_eq!(beyond.and_then(|it| seal::open(&programme, &it, &key(1)).map(drop)), Err(Code::TooLarge));
    // Incompressible, a change must leave room for its frame.
    let largest = sealed(&noise(limits::CHANGE_BYTES - 64)).expect("fits");
    assert!(seal::open(&programme, &largest, &key(1)).is_ok());
    assert!(matches!(largest.to_item().parse(), Ok(Body::Sealed(_))), "the item's limit has room for it");
    assert_eq!(sealed(&noise(limits::CHANGE_BYTES)).map(drop), Err(Code::TooLarge));
}

fn parsed(request: &Request) -> Result<(), Code> {
    let world = World::new();
    UnverifiedRequest::from_body(&request.to_body(&world.admin.sign)?).map(drop)
}

#[test]
fn counts_of_a_request() {
    let small = SignedBatch { header: ByteBuf::new(), items: Vec::new(), hidden: Vec::new() };
    let digest = RecordDigest { record: RECORD, compartments: CompartmentSet::EMPTY, digest: 0 };
    let base = Request { batches: Vec::new(), ..request() };
    let batches = |own: usize, offered: usize| Request {
        batches: vec![small.clone(); own],
        offers: vec![small.clone(); offered],
        ..base.clone()
    };
    assert_eq!(parsed(&batches(limits::REQUEST_BATCHES, 0)), Ok(()));
    assert_eq!(parsed(&batches(limits::REQUEST_BATCHES - 1, 1)), Ok(()));
    assert_eq!(parsed(&batches(limits::REQUEST_BATCHES, 1)), Err(Code::TooLarge));
    assert_eq!(parsed(&batches(limits::REQUEST_BATCHES + 1, 0)), Err(Code::TooLarge));
    assert_eq!(parsed(&batches(0, limits::REQUEST_BATCHES + 1)), Err(Code::TooLarge));
    let digests = |count| Request { digests: vec![digest.clone(); count], ..base.clone() };
    assert_eq!(parsed(&digests(limits::REQUEST_DIGESTS)), Ok(()));
    assert_eq!(parsed(&digests(limits::REQUEST_DIGESTS + 1)), Err(Code::TooLarge));
    let prove = |count| Request { prove: vec![RECORD; count], ..base.clone() };
    assert_eq!(parsed(&prove(limits::REQUEST_DIGESTS)), Ok(()));
    assert_eq!(parsed(&prove(limits::REQUEST_DIGESTS + 1)), Err(Code::TooLarge));
    let principals = |count: usize| {
        let mut request = base.clone();
        request.cursor.organisations = vec![(OrganisationId::from_bytes([1; 16]), 0); count];
        request
    };
    assert_eq!(parsed(&principals(limits::CURSOR_PRINCIPALS)), Ok(()));
    assert_eq!(parsed(&principals(limits::CURSOR_PRINCIPALS + 1)), Err(Code::TooLarge));
    assert_eq!(parsed(&Request { version: 2, ..base.clone() }), Err(Code::UnsupportedVersion));
}

/// A request whose signed form has exactly this size.
fn request_of(size: usize) -> Vec<u8> {
    let world = World::new();
    let mut request = Request { batches: Vec::new(), ..request() };
    let mut filler = size - 2_000;
    loop {
        let header = ByteBuf::from(noise(filler));
        request.batches = vec![SignedBatch { header, items: Vec::new(), hidden: Vec::new() }];
        let device = world.admin.id();
        let key = &world.admin.sign;
        let purpose = cose::Purpose::Request;
        let message = cose::sign(purpose, &world.programme(), key, device.as_bytes(), encode(&request));
        if message.len() == size {
            return message;
        }
        filler += size - message.len();
    }
}

#[test]
fn bytes_of_a_body_after_and_before_decompression() {
    // Raw blocks make the body a little larger than what it holds, so that both bounds can be met apart.
    let at = zstd::bulk::compress(&request_of(limits::REQUEST_BYTES), 1).expect("compressed");
    let read = UnverifiedRequest::from_body(&at);
    if at.len() <= limits::BODY_BYTES {
        assert!(read.is_ok());
    } else {
        assert_eq!(read.map(drop), Err(Code::TooLarge));
    }
    assert!(UnverifiedRequest::from_body(&raw_frame(&request_of(100_000))).is_ok());
    let zeros = frame::pack(&vec![0; limits::REQUEST_BYTES]);
    assert_eq!(
        frame::unpack(&zeros, limits::REQUEST_BYTES).map(|plain| plain.len()),
        Ok(limits::REQUEST_BYTES)
    );
    let bomb = frame::pack(&vec![0; limits::REQUEST_BYTES + 1]);
    assert!(bomb.len() < 1_000, "a bomb");
    assert_eq!(frame::unpack(&bomb, limits::REQUEST_BYTES), Err(Code::TooLarge));
    assert_eq!(UnverifiedRequest::from_body(&bomb).map(drop), Err(Code::TooLarge));
    assert_eq!(Response::from_body(&bomb).map(drop), Err(Code::TooLarge));
    let body = vec![0; limits::BODY_BYTES + 1];
    assert_eq!(UnverifiedRequest::from_body(&body).map(drop), Err(Code::TooLarge));
    assert_eq!(Response::from_body(&body).map(drop), Err(Code::TooLarge));
    assert!(frame::pack_bounded(&vec![0; limits::REQUEST_BYTES]).is_ok());
    assert_eq!(frame::pack_bounded(&vec![0; limits::REQUEST_BYTES + 1]), Err(Code::TooLarge));
    let mut large = response();
    large.receipts = vec![ByteBuf::from(noise(limits::REQUEST_BYTES))];
    assert_eq!(large.to_body(), Err(Code::TooLarge));
    assert_eq!(Refusal::from_body(&frame::pack(&vec![0; 1_025])), Err(Code::TooLarge));
}

#[test]
fn a_frame_that_hides_its_size_or_is_followed_by_another_is_refused() {
    let plain = b"plain".repeat(10);
    let one = frame::pack(&plain);
    assert_eq!(frame::unpack(&[one.clone(), one.clone()].concat(), 1 << 20), Err(Code::Malformed));
    // No content size: the bound could not hold before decompression.
    let unsized_frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x11, 0, 0, b'a', b'b'];
    assert_eq!(frame::unpack(&unsized_frame, 1 << 20), Err(Code::Malformed));
    // Eight bytes of size that say 2^60: refused before any memory is taken.
    let mut huge = raw_frame(b"x");
    huge[5..13].copy_from_slice(&(1_u64 << 60).to_le_bytes());
    assert_eq!(frame::unpack(&huge, 1 << 20), Err(Code::TooLarge));
    assert_eq!(frame::unpack(&huge, usize::MAX >> 1).map(drop), Err(Code::Malformed));
}

/// What one byte on the wire becomes in memory must not depend on what a stranger claims.
#[test]
fn arrays_of_nothing_are_refused_while_reading() {
    let mut nulls = vec![0x83, 0x40, 0x9a, 0x00, 0x0f, 0xff, 0xff];
    nulls.resize(0x000f_ffff + 7, 0xf6);
    nulls.push(0x80);
    assert_eq!(decode::<SignedBatch>(&nulls), Err(Code::TooLarge));
    // The head of a COSE message that promises an array of a million, in every place.
    let world = World::new();
    let good = cose::sign(cose::Purpose::Batch, &world.programme(), &world.admin.sign, b"kid", vec![1]);
    for at in 0..good.len() {
        let mut bytes = good[..at].to_vec();
        bytes.extend([0x9a, 0x00, 0x0f, 0xff, 0xff]);
        bytes.resize(1 << 20, 0x00);
        assert_eq!(cose::Signed::parse(&bytes).map(drop), Err(Code::Malformed));
    }
}

#[test]
fn names_codes_and_issuers_of_an_organisation() {
    let world = World::new();
    let base = world.organisation(ORGANISATION, &world.admin);
    let read = |record: OrganisationRecord| {
        RootRecord::verify(&RootRecord::Organisation(record).sign(&world.root).message, &world.root.public())
            .map(drop)
    };
    let named = |chars: usize| OrganisationRecord { name_bn: "আ".repeat(chars), ..base.clone() };
    assert_eq!(read(named(limits::NAME_CHARS)), Ok(()));
    assert_eq!(read(named(limits::NAME_CHARS + 1)), Err(Code::DirectoryRefused));
    assert_eq!(read(named(0)), Err(Code::DirectoryRefused));
    let blank = OrganisationRecord { name_en: " ".to_owned(), ..base.clone() };
    assert_eq!(read(blank), Err(Code::DirectoryRefused));
    let kind = |bytes: usize| OrganisationRecord { kind: "k".repeat(bytes), ..base.clone() };
    assert_eq!(read(kind(limits::CODE_BYTES)), Ok(()));
    assert_eq!(read(kind(limits::CODE_BYTES + 1)), Err(Code::DirectoryRefused));
    let issuers = |count| OrganisationRecord { issuers: vec![world.server.public(); count], ..base.clone() };
    assert_eq!(read(issuers(16)), Ok(()));
    assert_eq!(read(issuers(17)), Err(Code::DirectoryRefused));
}

#[test]
fn bytes_and_chain_of_an_invite_link() {
    let world = World::new();
    let invite = world.invite(Role::Reporter, &seed(9)).sign(&world.programme(), &world.admin.sign);
    let link = |chain: Vec<Item>| InviteLink::new(world.root.public(), invite.clone(), chain, &seed(9));
    let read = |link: InviteLink| InviteLink::from_text(&link.dangerously_to_text()).map(drop);
    let empty = || Item { kind: 7, body: Vec::new() };
    assert_eq!(read(link((0..limits::CHAIN_DEPTH).map(|_| empty()).collect())), Ok(()));
    assert_eq!(read(link((0..=limits::CHAIN_DEPTH).map(|_| empty()).collect())), Err(Code::TooLarge));
    let bare = encode(&link(Vec::new())).len();
    let sized = |size: usize| {
        // Item: array, kind, and a byte string with a three-byte head.
        let body = noise(size - bare - 5);
        let link = link(vec![Item { kind: 7, body }]);
        assert_eq!(encode(&link).len(), size);
        link
    };
    assert_eq!(read(sized(limits::INVITE_BYTES)), Ok(()));
    assert_eq!(read(sized(limits::INVITE_BYTES + 6)), Err(Code::TooLarge));
}

#[test]
fn life_of_an_invite() {
    let world = World::new();
    let directory = || {
        let mut directory = Directory::new(world.root.public());
        let record = world.organisation_record();
        directory
            .admit(&jonaki_protocol::DeviceId::NOBODY, &record.into(), 1, Freshness::At(NOW))
            .expect("ok");
        directory
    };
    let keys = crate::support::Keys::of(9);
    let certificate = world.certificate(Role::Reporter, 9, &keys);
    let not_after = NOW.plus(3600);
    let longest = limits::INVITE_SECONDS + limits::CLOCK_SKEW_SECONDS;
    let at = |now| directory().preview(&certificate, Freshness::At(now)).map(drop);
    assert_eq!(at(not_after), Ok(()));
    assert_eq!(at(not_after.plus(1)), Err(Code::InviteExpired));
    assert_eq!(at(not_after.plus(-longest)), Ok(()));
    assert_eq!(at(not_after.plus(-longest - 1)), Err(Code::InviteExpired));
    assert_eq!(directory().preview(&certificate, Freshness::Since(not_after)).map(drop), Ok(()));
    let later = Freshness::Since(not_after.plus(1));
    assert_eq!(directory().preview(&certificate, later).map(drop), Err(Code::InviteExpired));
}
