//! Chunk, header and sizes.

use super::super::{Answer, Bound, Case, Entrance, Input, Office};
use super::Forged;
use flate2::{Compress, Compression, FlushCompress};
use jonaki_core::protocol::cose::{self, Purpose};
use jonaki_core::protocol::{ActorId, Change, Code, Compartment, encode, frame, limits};
use jonaki_document::Document;
use jonaki_document::hostile::{Chunk, Forgery, Operation, Raw, chunk, signed_bytes, unsigned_bytes};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// An honest change of one field.
pub(super) fn honest(card: &Document, actor: ActorId) -> Chunk {
    Forgery::on(card, actor, vec![Operation::put("urgency", Raw::text("high"))]).chunk(card)
}

/// An honest change with one lie.
pub(super) fn lying(card: &Document, actor: ActorId, lie: impl FnOnce(&mut Chunk)) -> Vec<u8> {
    let mut chunk = honest(card, actor);
    lie(&mut chunk);
    chunk.bytes()
}

/// An honest body behind a length of our choice, with a true checksum of what follows.
fn with_length(card: &Document, actor: ActorId, length: &[u8]) -> Vec<u8> {
    let whole = honest(card, actor).bytes();
    let header = 9 + unsigned_bytes(honest(card, actor).body().len() as u64).len();
    [&whole[..9], length, &whole[header..]].concat()
}

pub(super) const CASES: &[Forged] = &[
    Forged("no bytes at all", Code::GuardChunk, |_, _| Vec::new()),
    Forged("one byte", Code::GuardChunk, |_, _| vec![0x85]),
    Forged("the first half of a change", Code::GuardChunk, |card, actor| {
        let whole = honest(card, actor).bytes();
        whole[..whole.len() / 2].to_vec()
    }),
    Forged("one byte after the end", Code::GuardChunk, |card, actor| {
        [honest(card, actor).bytes(), vec![0]].concat()
    }),
    Forged("two changes in one item", Code::GuardChunk, |card, actor| honest(card, actor).bytes().repeat(2)),
    Forged("another magic number", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.magic = *b"JSON")
    }),
    Forged("a chunk type that nobody has named", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.kind = 255)
    }),
    Forged("a checksum with one bit turned", Code::GuardChunk, |card, actor| {
        let mut whole = honest(card, actor).bytes();
        whole[4] ^= 1;
        whole
    }),
    Forged("a length of 2⁶³ bytes", Code::GuardChunk, |card, actor| {
        with_length(card, actor, &unsigned_bytes(1 << 63))
    }),
    Forged("a length that never ends", Code::GuardChunk, |card, actor| with_length(card, actor, &[0x80; 10])),
    Forged("a length in more bytes than it needs", Code::GuardChunk, |card, actor| {
        let length = honest(card, actor).body().len();
        with_length(card, actor, &[length as u8 | 0x80, (length >> 7) as u8 | 0x80, 0])
    }),
    Forged("a sequence number in more bytes than it needs", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.seq = vec![0x81, 0x00])
    }),
    Forged("a sequence number of eleven bytes", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.seq = [[0x80; 10].as_slice(), &[1]].concat())
    }),
    Forged("a number of more than 64 bits", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.seq = [[0xff; 9].as_slice(), &[0x7f]].concat())
    }),
    Forged("sequence number 0", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| chunk.seq = vec![0])
    }),
    Forged("sequence number 2⁶⁴−1", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| chunk.seq = unsigned_bytes(u64::MAX))
    }),
    Forged("first operation 0", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| chunk.start_op = vec![0])
    }),
    Forged("first operation 2⁶⁴−1", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| chunk.start_op = unsigned_bytes(u64::MAX))
    }),
    Forged("first operation one too high", Code::ShapeStart, |card, actor| {
        let mut forgery = Forgery::on(card, actor, vec![Operation::put("urgency", Raw::text("high"))]);
        forgery.start_op += 1;
        forgery.bytes(card)
    }),
    Forged("the earliest time there is", Code::GuardHidden, |card, actor| {
        lying(card, actor, |chunk| chunk.time = signed_bytes(i64::MIN))
    }),
    Forged("a message of 2⁴⁰ bytes that is not there", Code::GuardHidden, |card, actor| {
        lying(card, actor, |chunk| chunk.message = unsigned_bytes(1 << 40))
    }),
    Forged("ten thousand dependencies that are not there", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| chunk.dep_count = Some(10_000))
    }),
    Forged("65 dependencies", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| chunk.deps = (1..=65).map(|byte| [byte; 32]).collect())
    }),
    Forged("dependencies out of order", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| chunk.deps = vec![[9; 32], [8; 32]])
    }),
    Forged("one dependency twice", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| chunk.deps = chunk.deps.repeat(2))
    }),
    Forged("an author of 19 bytes", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.actor.truncate(19))
    }),
    Forged("an author without bytes", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.actor.clear())
    }),
    Forged("an author of 60 KiB", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.actor = vec![7; 60 * 1024])
    }),
    Forged("other actors out of order", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| chunk.others = vec![vec![9; 20], vec![8; 20]])
    }),
    Forged("its author among the other actors", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| chunk.others = vec![chunk.actor.clone()])
    }),
    Forged("another actor that no operation names", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| chunk.others = vec![vec![9; 20]])
    }),
    Forged("2³² other actors that are not there", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| chunk.other_count = Some(1 << 32))
    }),
    Forged("a body that ends within its last column", Code::GuardChunk, |card, actor| {
        let body = honest(card, actor).body();
        chunk(MAGIC, 1, &body[..body.len() - 1])
    }),
    Forged("a change without operations", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.columns.clear())
    }),
    Forged("60 KiB of DEFLATE that expand to 62 MiB", Code::GuardChunk, |_, _| {
        chunk(MAGIC, 2, &deflated(60))
    }),
];

/// A DEFLATE stream that expands to so many MiB of zeros and a bit: blocks that refer to nothing before them, one as
/// good as the other.
fn deflated(mib: usize) -> Vec<u8> {
    let zeros = vec![0; 1 << 20];
    let mut block = Vec::with_capacity(8 * 1024);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(&zeros, &mut block, FlushCompress::Full).expect("room");
    block.repeat(mib)
}

/// Sizes beyond what is read.
pub(super) fn large(from: u16) -> Vec<Case<Office>> {
    let at = Entrance::Server("a coordinator of the case");
    let over = Case::new(
        from + 1,
        "a change of 64 KiB and one byte",
        at,
        Answer::Item(Code::TooLarge),
        |office: &mut Office| super::sent(office, vec![7; limits::CHANGE_BYTES + 1]),
    );
    let most = Case::new(
        from + 2,
        "a change of just 64 KiB that is nothing but noise",
        at,
        Answer::Item(Code::GuardChunk),
        |office: &mut Office| super::sent(office, vec![7; limits::CHANGE_BYTES]),
    );
    let bomb = Case::new(
        from + 3,
        "2 MiB of DEFLATE that expand to 2 GiB, in a body that is small itself",
        at,
        Answer::Request(Code::TooLarge),
        |office: &mut Office| {
            let change = chunk(MAGIC, 2, &deflated(2_000));
            let item = Change { record: office.case, compartment: Compartment::Card, change }.to_item();
            let batch = office.insider.batch(&office.world, vec![item]);
            let request = office.insider.request(&office.world, vec![batch]);
            let (sign, device) = (&office.insider.sign, office.insider.id());
            let signed =
                cose::sign(Purpose::Request, &request.programme, sign, device.as_bytes(), encode(&request));
            Input::Up(frame::pack(&signed))
        },
    );
    vec![over, most.within(Bound::LARGE), bomb]
}
