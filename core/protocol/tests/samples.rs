//! One or more examples of every message, made from fixed seeds, each with the check that a peer makes.

use crate::seal::{DOCUMENT, key, sealed_by_hand};
use crate::support::{NOW, ORGANISATION, RECORD, SERVER_URL, World, digest, padded, raw_frame, rng, seed};
use jonaki_protocol::cose::{Purpose, Signed};
use jonaki_protocol::directory::{MatchingRecord, RootRecord};
use jonaki_protocol::grant::{Granter, open_history, seal_history, wrap_epoch};
use jonaki_protocol::invite::Claims;
use jonaki_protocol::sync::{
    Cursor, FeedEntry, Founding, News, RecordDigest, Refusal, Request, Response, UnverifiedRequest, VERSION,
};
use jonaki_protocol::{
    Body, ChainPosition, Change, Checkpoint, Code, Compartment, CompartmentSet, Digest, Epoch, Erase, Form,
    FormVersion, Holder, Invite, InviteLink, Item, KemPrivate, KeySet, Letter, Listing, ListingFlag, LogId,
    OrganisationId, Receipt, Recipient, Removal, Role, Sealed, Seen, ServerLine, SignedBatch, Topic,
    Withdraw, decode, encode, frame, letter, seal,
};
use serde_bytes::ByteBuf;

type Check = Box<dyn Fn(&[u8]) -> Result<Vec<u8>, Code>>;

/// A message and how its receiver reads it.
pub(crate) struct Sample {
    /// Name of the golden file; up to the first dot the name of the CDDL file.
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Reads and verifies; returns the encoding of what was read.
    pub(crate) check: Check,
    /// Whether a signature or seal covers every byte, so that any alteration must be refused.
    pub(crate) authentic: bool,
}

fn sample(
    name: &'static str,
    authentic: bool,
    bytes: Vec<u8>,
    check: impl Fn(&[u8]) -> Result<Vec<u8>, Code> + 'static,
) -> Sample {
    Sample { name, bytes, check: Box::new(check), authentic }
}

fn item(name: &'static str, body: impl Into<Body>, item: Item) -> Sample {
    let (body, kind) = (body.into(), item.kind);
    assert_eq!(item.parse(), Ok(body), "{name}");
    sample(name, false, item.body, move |bytes| {
        let item = Item { kind, body: bytes.to_vec() };
        item.parse().map(|body| again(&body).body)
    })
}

fn again(body: &Body) -> Item {
    match body {
        Body::Change(body) => body.to_item(),
        Body::Sealed(body) => body.to_item(),
        Body::KeySet(body) => body.to_item(),
        Body::Capsule(body) => body.to_item(),
        Body::Grant(body) => body.to_item(),
        Body::Withdraw(body) => body.to_item(),
        Body::Certificate(body) => body.to_item(),
        Body::RootSigned(body) => body.to_item(),
        Body::Epoch(body) => body.to_item(),
        Body::Removal(body) => body.to_item(),
        Body::EpochWrap(body) => body.to_item(),
        Body::Erase(body) => body.to_item(),
        Body::Form(body) => body.to_item(),
        Body::Listing(body) => body.to_item(),
        Body::ListingFlag(body) => body.to_item(),
        Body::Letter(body) => body.to_item(),
    }
}

pub(crate) fn change(bytes: &[u8]) -> Change {
    Change { record: RECORD, compartment: Compartment::Card, change: bytes.to_vec() }
}

pub(crate) fn sealed() -> Sealed {
    let plain = padded(&raw_frame(b"a change"));
    sealed_by_hand(&World::new().programme(), DOCUMENT, &key(1), [7; 12], &plain)
}

pub(crate) fn key_set() -> KeySet {
    let programme = World::new().programme();
    let commitment = |compartment| (compartment, key(1).commitment(&programme, &RECORD, compartment));
    let commitments = vec![commitment(Compartment::Account), commitment(Compartment::Identity)];
    KeySet { record: RECORD, epoch: 0, commitments }
}

/// A granter to the organisation's first epoch.
pub(crate) fn granter() -> Granter {
    let world = World::new();
    let recipient = Recipient::Organisation(ORGANISATION, 0);
    Granter::new(world.programme(), recipient, &world.epoch.public(), &mut rng(1)).expect("a granter")
}

pub(crate) fn account_and_identity() -> CompartmentSet {
    [Compartment::Card, Compartment::Account, Compartment::Identity].into_iter().collect()
}

fn listing() -> Listing {
    Listing { organisation: ORGANISATION, service: RECORD, number: 3, entry: b"an entry".to_vec() }
}

/// A fingerprint of the record's child, from the administrator's device to the organisation.
pub(crate) fn letter() -> Letter {
    let world = World::new();
    let envelope = Letter {
        topic: Topic::Fingerprint,
        about: RECORD,
        number: 2,
        mark: 0x0102_0304_0506_0708,
        recipient: Recipient::Organisation(ORGANISATION, 0),
        encapsulated: Vec::new(),
        sealed: Vec::new(),
    };
    let (author, public) = (world.admin.id(), world.epoch.public());
    letter::seal(&world.programme(), &author, envelope, b"a message", &public, &mut rng(4)).expect("sealed")
}

fn items() -> Vec<Sample> {
    let world = World::new();
    let mut granter = granter();
    let grant = granter.grant(RECORD, account_and_identity(), &[&key(1), &key(1)]).expect("a grant");
    let capsule = granter.capsule().clone();
    let withdraw = Withdraw { record: RECORD, recipient: Recipient::Device(world.admin.id()) };
    let certificate = world.certificate(Role::Reporter, 9, &crate::support::Keys::of(9));
    let next = KemPrivate::derive(&[10; 32]);
    let history = seal_history(&next, &[(0, &world.epoch)]).expect("sealed");
    let epoch = Epoch { organisation: ORGANISATION, number: 1, public: next.public(), history };
    let removal = Removal { device: world.admin.id() };
    let erase = Erase { record: RECORD };
    let version = FormVersion::new("report", 3, b"a definition").expect("a version");
    let form = Form { organisation: ORGANISATION, version };
    let listing = listing();
    let flag = ListingFlag { service: RECORD, what: 2, number: 3 };
    let mut out = vec![
        item("item-change", change(b"a change"), change(b"a change").to_item()),
        item("item-sealed", sealed(), sealed().to_item()),
        item("item-key-set", key_set(), key_set().to_item()),
        item("item-capsule", capsule.clone(), capsule.to_item()),
        item("item-grant", grant.clone(), grant.to_item()),
        item("item-withdraw", withdraw.clone(), withdraw.to_item()),
        item("item-certificate", certificate.clone(), certificate.to_item()),
        item("item-root-signed", world.organisation_record(), world.organisation_record().to_item()),
        item("item-epoch", epoch.clone(), epoch.to_item()),
        item("item-removal", removal.clone(), removal.to_item()),
        item("item-erase", erase.clone(), erase.to_item()),
        item("item-form", form.clone(), form.to_item()),
        item("item-listing", listing.clone(), listing.to_item()),
        item("item-listing-flag", flag, flag.to_item()),
        item("item-letter", letter(), letter().to_item()),
    ];
    let holders = [
        ("item-epoch-wrap.device", Holder::Device(world.admin.id())),
        ("item-epoch-wrap.invite", Holder::Invite(world.invite(Role::Admin, &seed(9)).id())),
        ("item-epoch-wrap.recovery", Holder::Recovery),
    ];
    for (name, holder) in holders {
        let to = (holder, &world.recovery.public());
        let wrap = wrap_epoch(&world.programme(), (ORGANISATION, 0), &world.epoch, to, &mut rng(2));
        let wrap = wrap.expect("wrapped");
        out.push(item(name, wrap.clone(), wrap.to_item()));
    }
    out
}

fn three() -> Vec<Item> {
    vec![change(b"one").to_item(), key_set().to_item(), sealed().to_item()]
}

fn batches() -> Vec<Sample> {
    let world = World::new();
    let (programme, admin) = (world.programme(), world.admin.sign.public());
    let whole = world.batch(three());
    let leaves: Vec<_> = three().iter().map(Item::hash).collect();
    let redacted = SignedBatch::redacted(&whole.header, &leaves, vec![None, None, Some(sealed().to_item())]);
    let verify = move |bytes: &[u8]| {
        let batch: SignedBatch = decode(bytes)?;
        batch.verify(&programme, &admin).map(|_| encode(&batch))
    };
    vec![
        sample("batch-header", true, whole.header.to_vec(), move |bytes| {
            let signed = Signed::parse(bytes)?;
            signed.verify(Purpose::Batch, &programme, &admin)?;
            // The key id is outside of the signature: a receiver compares it with the key that verified.
            let known = signed.key_id() == admin.device_id().as_bytes();
            if known { Ok(bytes.to_vec()) } else { Err(Code::BadSignature) }
        }),
        sample("signed-batch.whole", true, encode(&whole), verify),
        sample("signed-batch.redacted", true, encode(&redacted), verify),
    ]
}

fn cursor() -> Cursor {
    let organisations = vec![(ORGANISATION, 300), (OrganisationId::from_bytes([0x0c; 16]), 0)];
    Cursor { log: Some(LogId::from_bytes([7; 16])), everyone: 12, device: 70_000, organisations }
}

pub(crate) fn request() -> Request {
    let world = World::new();
    Request {
        version: VERSION,
        programme: world.programme(),
        time: NOW,
        nonce: 0x0123_4567_89ab_cdef,
        cursor: cursor(),
        budget: 65_536,
        batches: vec![world.batch(three())],
        offers: Vec::new(),
        digests: vec![RecordDigest { record: RECORD, compartments: account_and_identity(), digest: 77 }],
        prove: vec![RECORD],
        founding: Some(Founding { root: world.root.public(), code: ByteBuf::from(b"a code".to_vec()) }),
    }
}

pub(crate) fn response() -> Response {
    let world = World::new();
    Response {
        time: NOW,
        cursor: cursor(),
        receipts: vec![ByteBuf::from(receipt().sign(&world.programme(), &world.server))],
        refused: vec![(digest(1), Code::Gap)],
        chain: Some(ChainPosition { n: 4, hash: digest(4) }),
        feed: vec![FeedEntry::new(8, &News::Erased(RECORD))],
        reconcile: false,
        want: vec![RECORD],
        checkpoint: ByteBuf::from(checkpoint().sign(&world.programme(), &world.server)),
        more: true,
    }
}

pub(crate) fn receipt() -> Receipt {
    let refused = vec![(2, Code::ShapeValue), (3, Code::Pending)];
    Receipt { log: LogId::from_bytes([7; 16]), entry: 8, batch: digest(8), time: NOW, refused }
}

pub(crate) fn checkpoint() -> Checkpoint {
    let head = Seen { log: LogId::from_bytes([7; 16]), size: 8, head: digest(8) };
    Checkpoint { head, time: NOW }
}

fn news() -> Vec<Sample> {
    let snapshot = News::Snapshot { record: RECORD, compartment: Compartment::Card, saved: vec![1, 2, 3] };
    let left = News::Left { record: RECORD, compartments: account_and_identity() };
    let kinds = [
        ("feed-entry.batch", News::Batch(World::new().batch(three()))),
        ("feed-entry.snapshot", snapshot),
        ("feed-entry.left", left),
        ("feed-entry.erased", News::Erased(RECORD)),
    ];
    let of = |(name, news): (&'static str, News)| {
        let bytes = encode(&FeedEntry::new(8, &news));
        assert_eq!(decode::<FeedEntry>(&bytes).and_then(|entry| entry.news()), Ok(news));
        sample(name, false, bytes, |bytes| {
            let entry: FeedEntry = decode(bytes)?;
            Ok(encode(&FeedEntry::new(entry.entry, &entry.news()?)))
        })
    };
    kinds.into_iter().map(of).collect()
}

fn exchange() -> Vec<Sample> {
    let world = World::new();
    let (programme, server, admin) = (world.programme(), world.server.public(), world.admin.sign.public());
    let body = request().to_body(&world.admin.sign).expect("a body");
    let inside = frame::unpack(&body, 1 << 20).expect("a frame");
    let refusal = Refusal { code: Code::ClockSkew, time: NOW, retry_after: 30 };
    vec![
        sample("cursor", false, encode(&cursor()), |bytes| decode::<Cursor>(bytes).map(|it| encode(&it))),
        sample("request", true, inside, move |bytes| {
            let request = UnverifiedRequest::from_body(&frame::pack(bytes))?;
            let device = request.device;
            request.verify(&admin).map(|(by, _)| assert_eq!(by, device)).map(|()| bytes.to_vec())
        }),
        sample("response", false, encode(&response()), |bytes| {
            let response = Response::from_body(&frame::pack(bytes))?;
            frame::unpack(&response.to_body()?, 1 << 20)
        }),
        sample("refusal", false, encode(&refusal), |bytes| {
            frame::unpack(&Refusal::from_body(&frame::pack(bytes))?.to_body(), 1024)
        }),
        sample("receipt", true, receipt().sign(&programme, &world.server), move |bytes| {
            Receipt::verify(bytes, &programme, &server).map(|_| bytes.to_vec())
        }),
        sample("checkpoint", true, checkpoint().sign(&programme, &world.server), move |bytes| {
            Checkpoint::verify(bytes, &programme, &server).map(|_| bytes.to_vec())
        }),
    ]
}

fn trust() -> Vec<Sample> {
    let world = World::new();
    let (programme, root) = (world.programme(), world.root.public());
    let invite = world.invite(Role::Coordinator, &seed(9));
    let message = invite.sign(&programme, &world.admin.sign);
    let directory = world.directory();
    let certificate = world.certificate(Role::Coordinator, 9, &crate::support::Keys::of(9)).certificate;
    let form = RootRecord::Form(FormVersion::new("report", 3, b"a definition").expect("a version"));
    let listing = RootRecord::Listing(listing());
    let commitment = Digest::from_bytes([7; 32]);
    let matching = MatchingRecord { organisation: Some(ORGANISATION), number: 2, commitment };
    let matching = RootRecord::Matching(matching);
    let root_record = move |bytes: &[u8]| RootRecord::verify(bytes, &root).map(|_| bytes.to_vec());
    vec![
        sample("invite", true, message, move |bytes| directory.verify_invite(bytes).map(|_| bytes.to_vec())),
        sample("certificate", true, certificate, move |bytes| {
            Claims::verify(bytes, &programme, &invite).map(|_| bytes.to_vec())
        }),
        sample("root-record.programme", true, world.programme_record().message, root_record),
        sample("root-record.organisation", true, world.organisation_record().message, root_record),
        sample("root-record.form", true, form.sign(&world.root).message, root_record),
        sample("root-record.listing", true, listing.sign(&world.root).message, root_record),
        sample("root-record.matching", true, matching.sign(&world.root).message, root_record),
    ]
}

/// Secrets and what is sealed.
fn private() -> Vec<Sample> {
    let world = World::new();
    let programme = world.programme();
    let link = world.link(&world.invite(Role::Coordinator, &seed(9)), &world.admin.sign, &seed(9));
    let line = ServerLine {
        url: SERVER_URL.to_owned(),
        server: world.server.public(),
        code: ByteBuf::from(b"a code".to_vec()),
    };
    let newest = KemPrivate::derive(&[10; 32]);
    let keys: Vec<(u32, ByteBuf)> = vec![
        (0, ByteBuf::from(world.epoch.dangerously_bytes().to_vec())),
        (1, ByteBuf::from(vec![0x40; 32])),
    ];
    assert!(open_history(&newest, &seal_history(&newest, &[(0, &world.epoch)]).expect("sealed")).is_ok());
    vec![
        sample("invite-link", true, encode(&link), |bytes| {
            let text = format!("jonaki:invite/{}", data_encoding::BASE64URL_NOPAD.encode(bytes));
            let link = InviteLink::from_text(&text)?;
            link.verify(NOW, None).map(|_| encode(&link))
        }),
        sample("server-line", false, encode(&line), |bytes| {
            decode::<ServerLine>(bytes).map(|it| encode(&it))
        }),
        sample("history", false, encode(&keys), |bytes| {
            decode::<Vec<(u32, ByteBuf)>>(bytes).map(|it| encode(&it))
        }),
        sample("sealed-message", true, sealed().message, move |bytes| {
            let sealed = Sealed { message: bytes.to_vec(), ..sealed() };
            seal::open(&programme, &sealed, &key(1)).map(|_| bytes.to_vec())
        }),
    ]
}

/// Every sample.
pub(crate) fn all() -> Vec<Sample> {
    [items(), batches(), exchange(), news(), trust(), private()].into_iter().flatten().collect()
}

/// What an invite says after a change to it, signed again by the same admin.
pub(crate) fn signed_again(change: impl FnOnce(&mut Invite)) -> InviteLink {
    let world = World::new();
    let mut invite = world.invite(Role::Reporter, &seed(9));
    change(&mut invite);
    world.link(&invite, &world.admin.sign, &seed(9))
}
