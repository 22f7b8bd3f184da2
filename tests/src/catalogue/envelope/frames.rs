//! The compressed frame.

use super::{Answer, Bad, Bound, Input, honest, packed, signed};
use jonaki_core::protocol::{Code, encode, frame, limits};

/// A zstd frame of raw blocks that says it holds so many bytes.
fn raw_frame(says: u64, plain: &[u8]) -> Vec<u8> {
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0xe0];
    out.extend(says.to_le_bytes());
    out.extend(&((plain.len() as u32) << 3 | 1).to_le_bytes()[..3]);
    out.extend(plain);
    out
}

const MALFORMED: Answer = Answer::Request(Code::Malformed);

pub(super) const CASES: &[Bad] = &[
    Bad("no body", MALFORMED, Bound::SMALL, |_| Input::Up(Vec::new())),
    Bad("a body that is not compressed", MALFORMED, Bound::SMALL, |office| {
        let request = honest(office);
        Input::Up(signed(office, encode(&request)))
    }),
    Bad("JSON", MALFORMED, Bound::SMALL, |_| Input::Up(b"{\"version\":1}".to_vec())),
    Bad("a frame that does not say how much it holds", MALFORMED, Bound::SMALL, |_| {
        // Magic, no content size, a window of 1 KiB, one empty last block.
        Input::Up(vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, 0x01, 0x00, 0x00])
    }),
    Bad("a frame that says it holds more than it does", MALFORMED, Bound::LARGE, |_| {
        Input::Up(raw_frame(1 << 20, b"ten bytes."))
    }),
    Bad("a frame that says it holds less than it does", MALFORMED, Bound::SMALL, |_| {
        Input::Up(raw_frame(3, b"ten bytes."))
    }),
    Bad("a frame that says it holds 2⁶⁰ bytes", Answer::Request(Code::TooLarge), Bound::SMALL, |_| {
        Input::Up(raw_frame(1 << 60, b"ten bytes."))
    }),
    Bad("a frame with a window of 3.75 TiB", MALFORMED, Bound::SMALL, |_| {
        // Content size of 8 bytes, not a single segment, the largest window there is.
        let mut body = vec![0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0xff];
        body.extend(1_000_u64.to_le_bytes());
        // A run-length block of 1,000 zeros.
        body.extend(&(1_000_u32 << 3 | 0b011).to_le_bytes()[..3]);
        body.push(0);
        Input::Up(body)
    }),
    Bad(
        "a frame of a dictionary that nobody has",
        Answer::Request(Code::UnknownDictionary),
        Bound::SMALL,
        |_| Input::Up(vec![0x28, 0xb5, 0x2f, 0xfd, 0x23, 1, 2, 3, 4, 0, 1, 0, 0]),
    ),
    Bad("a byte behind the frame", MALFORMED, Bound::SMALL, |office| {
        let request = honest(office);
        Input::Up([frame::pack(&signed(office, encode(&request))), vec![0]].concat())
    }),
    Bad("a second frame behind the first", MALFORMED, Bound::SMALL, |office| {
        let request = honest(office);
        Input::Up(frame::pack(&signed(office, encode(&request))).repeat(2))
    }),
    Bad("a frame that is to be skipped", MALFORMED, Bound::SMALL, |_| {
        Input::Up(vec![0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4])
    }),
    Bad("half a frame", MALFORMED, Bound::SMALL, |office| {
        let request = honest(office);
        let whole = frame::pack(&signed(office, encode(&request)));
        Input::Up(whole[..whole.len() / 2].to_vec())
    }),
    Bad("a body of 1 MiB and one byte", Answer::Request(Code::TooLarge), Bound::SMALL, |_| {
        Input::Up(vec![0x28; limits::BODY_BYTES + 1])
    }),
    Bad("1 MiB and one byte of zeros, compressed", Answer::Request(Code::TooLarge), Bound::SMALL, |_| {
        packed(&vec![0; limits::REQUEST_BYTES + 1])
    }),
    Bad("1 MiB of zeros, compressed to nothing", MALFORMED, Bound::LARGE, |_| {
        packed(&vec![0; limits::REQUEST_BYTES])
    }),
    Bad(
        "a body that rests on what nobody shares",
        Answer::Request(Code::UnknownDictionary),
        Bound::SMALL,
        |office| {
            let request = honest(office);
            let frame = frame::pack(&signed(office, encode(&request)));
            Input::Up([&[0x4a; 9], &frame[4..]].concat())
        },
    ),
    Bad("the first byte of a body that rests on something", MALFORMED, Bound::SMALL, |_| {
        Input::Up(vec![0x4a])
    }),
];
