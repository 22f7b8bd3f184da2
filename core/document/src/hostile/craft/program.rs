//! Bytes as choices, and the values that they choose.

use crate::layout::FieldType;
use automerge::ScalarValue;

/// A whole hour in 2026.
const HOUR: i64 = 1_772_344_800;

/// Bytes as choices; zeros when they are used up.
pub(super) struct Program<'a>(pub(super) &'a [u8]);

impl Program<'_> {
    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::from(self.byte()) % bound.max(1)
    }

    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    pub(super) fn text(&mut self) -> String {
        let length = self.below(64).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}

/// A value of this kind.
pub(super) fn value(input: &mut Program<'_>, kind: FieldType) -> ScalarValue {
    match kind {
        FieldType::Code(codes) | FieldType::Fixed(codes) => {
            input.pick(codes).copied().unwrap_or("unknown").into()
        }
        FieldType::Bool => ScalarValue::Boolean(input.byte().is_multiple_of(2)),
        FieldType::Int(low, _) => ScalarValue::Int(low.saturating_add(i64::from(input.byte()))),
        FieldType::Date => format!("2026-{:02}-{:02}", 1 + input.byte() % 13, 1 + input.byte() % 31).into(),
        FieldType::Hour => ScalarValue::Int(HOUR + 3600 * i64::from(input.byte())),
        FieldType::Record => format!("{:02x}", input.byte()).repeat(16).into(),
        FieldType::Entry => format!("{:02x}", input.byte()).repeat(12).into(),
        FieldType::Id(length) if input.byte().is_multiple_of(2) => {
            ScalarValue::Bytes(vec![input.byte(); length])
        }
        FieldType::Id(length) => format!("{:02x}", input.byte()).repeat(length).into(),
        FieldType::Text(_) => input.text().into(),
        FieldType::Answer => match input.byte() % 3 {
            0 => input.text().into(),
            1 => ScalarValue::Int(i64::from(input.byte()) - 128),
            _ => ScalarValue::Boolean(true),
        },
    }
}

/// Values that nothing of ours writes.
pub(super) fn odd_value(input: &mut Program<'_>) -> ScalarValue {
    match input.byte() % 8 {
        0 => ScalarValue::Null,
        1 => ScalarValue::Uint(u64::MAX),
        2 => ScalarValue::Int(i64::MIN),
        3 => ScalarValue::counter(i64::from(input.byte())),
        4 => ScalarValue::Timestamp(i64::from(input.byte())),
        5 => ScalarValue::F64(f64::NAN),
        6 => ScalarValue::Bytes(vec![input.byte(); input.below(64)]),
        _ => "x".repeat(usize::from(input.byte()) * 8).into(),
    }
}
