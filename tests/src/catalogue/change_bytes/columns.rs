//! Columns and their run lengths.

use super::Forged;
use super::encoding::lying;
use jonaki_core::protocol::Code;
use jonaki_document::hostile::{signed_bytes, unsigned_bytes};

const OBJECT_ACTOR: u64 = 0x01;
const OBJECT_COUNTER: u64 = 0x02;
const KEY: u64 = 0x15;
const INSERT: u64 = 0x34;
const ACTION: u64 = 0x42;
const VALUE_META: u64 = 0x56;
const VALUE: u64 = 0x57;
const PRED_COUNT: u64 = 0x70;
const PRED_ACTOR: u64 = 0x71;
const PRED_COUNTER: u64 = 0x73;

/// One number, repeated.
fn run(times: i64, number: u64) -> Vec<u8> {
    [signed_bytes(times), unsigned_bytes(number)].concat()
}

/// So many rows without a value.
fn nulls(rows: u64) -> Vec<u8> {
    [vec![0], unsigned_bytes(rows)].concat()
}

/// A literal run of one.
fn one(bytes: &[u8]) -> Vec<u8> {
    [signed_bytes(-1), bytes.to_vec()].concat()
}

pub(super) const CASES: &[Forged] = &[
    Forged("a column that no format has", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(0x87) = vec![1])
    }),
    Forged("a column of marks", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(0xa5) = one(&[1, b'x']))
    }),
    Forged("one column twice", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.columns.insert(0, chunk.columns[0].clone()))
    }),
    Forged("columns out of order", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.columns.reverse())
    }),
    Forged("33 columns", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.columns = (1..=33).map(|spec| (spec * 16 + 1, vec![])).collect())
    }),
    Forged("2⁴⁰ columns that are not there", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.column_count = Some(1 << 40))
    }),
    Forged("a column that says it is compressed", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| {
            let content = std::mem::take(chunk.column(KEY));
            chunk.columns.retain(|(spec, _)| *spec != KEY);
            *chunk.column(KEY | 8) = content;
        })
    }),
    Forged("a column that is there and empty", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| chunk.column(OBJECT_ACTOR).clear())
    }),
    Forged("a million operations in three bytes", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = run(1_000_000, 1))
    }),
    Forged("2,001 operations", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = run(2_001, 1))
    }),
    Forged("2⁶³−1 operations", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = run(i64::MAX, 1))
    }),
    Forged("2⁶⁴−1 rows without a value", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = nulls(u64::MAX))
    }),
    Forged("run lengths whose sum overflows", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(PRED_COUNT) = [run(1_999, 0), nulls(u64::MAX)].concat())
    }),
    Forged("a literal run of −2⁶³ values", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = [signed_bytes(i64::MIN), vec![1]].concat())
    }),
    Forged("a literal run that ends before its values", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = [signed_bytes(-5), vec![1]].concat())
    }),
    Forged("a run of no rows", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = [nulls(0), one(&[1])].concat())
    }),
    Forged("one value as a run instead of a literal", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = run(1, 1))
    }),
    Forged("booleans whose counts overflow", Code::GuardBounds, |card, actor| {
        let most = unsigned_bytes(u64::MAX);
        lying(card, actor, |chunk| *chunk.column(INSERT) = [most.clone(), most.clone()].concat())
    }),
    Forged("a thousand million booleans", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(INSERT) = unsigned_bytes(1_000_000_000))
    }),
    Forged("more keys than operations", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(KEY) = [signed_bytes(3), vec![1, b'x']].concat())
    }),
    Forged("a key that is not UTF-8", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(KEY) = one(&[2, 0xc3, 0x28]))
    }),
    Forged("a key with half of a surrogate pair", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(KEY) = one(&[3, 0xed, 0xa0, 0x80]))
    }),
    Forged("a key of 49 bytes", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(KEY) = one(&[vec![49], vec![b'k'; 49]].concat()))
    }),
    Forged("a key of 2⁴⁰ bytes that is not there", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(KEY) = one(&unsigned_bytes(1 << 40)))
    }),
    Forged("a key that is missing", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(KEY) = nulls(1))
    }),
    Forged("the actor of an object out of range", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| {
            *chunk.column(OBJECT_ACTOR) = one(&[9]);
            *chunk.column(OBJECT_COUNTER) = one(&[1]);
        })
    }),
    Forged("an object with an actor and no number", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(OBJECT_ACTOR) = one(&[0]))
    }),
    Forged("an object numbered 2⁶⁴−1", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| {
            *chunk.column(OBJECT_ACTOR) = one(&[0]);
            *chunk.column(OBJECT_COUNTER) = one(&unsigned_bytes(u64::MAX));
        })
    }),
    Forged("the actor of a predecessor out of range", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| {
            *chunk.column(PRED_COUNT) = one(&[1]);
            *chunk.column(PRED_ACTOR) = one(&[9]);
            *chunk.column(PRED_COUNTER) = one(&signed_bytes(1));
        })
    }),
    Forged("a predecessor with a negative number", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| {
            *chunk.column(PRED_COUNT) = one(&[1]);
            *chunk.column(PRED_ACTOR) = one(&[0]);
            *chunk.column(PRED_COUNTER) = one(&signed_bytes(-5));
        })
    }),
    Forged("predecessors that are announced and not there", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(PRED_COUNT) = one(&[1]))
    }),
    Forged("predecessors that are there and not announced", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| {
            *chunk.column(PRED_ACTOR) = one(&[0]);
            *chunk.column(PRED_COUNTER) = one(&signed_bytes(1));
        })
    }),
    Forged("an action that nobody has named", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = one(&[8]))
    }),
    Forged("the action of a mark without its columns", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(ACTION) = one(&[7]))
    }),
    Forged("a value longer than its bytes", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(VALUE_META) = one(&unsigned_bytes(5 << 4 | 6)))
    }),
    Forged("more bytes than its value has", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| chunk.column(VALUE).push(b'!'))
    }),
    Forged("a value of 2⁶⁰ bytes", Code::GuardBounds, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(VALUE_META) = one(&unsigned_bytes(u64::MAX)))
    }),
    Forged("a text that is not UTF-8", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(VALUE) = vec![0xff, 0xfe, 0xfd, 0xfc])
    }),
    Forged("a float of four bytes", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(VALUE_META) = one(&unsigned_bytes(4 << 4 | 5)))
    }),
    Forged("a boolean with a content", Code::GuardCanonical, |card, actor| {
        lying(card, actor, |chunk| *chunk.column(VALUE_META) = one(&unsigned_bytes(4 << 4 | 2)))
    }),
    Forged("an integer in more bytes than it needs", Code::GuardChunk, |card, actor| {
        lying(card, actor, |chunk| {
            *chunk.column(VALUE_META) = one(&unsigned_bytes(4 << 4 | 4));
            *chunk.column(VALUE) = vec![0x81, 0x80, 0x80, 0x00];
        })
    }),
];
