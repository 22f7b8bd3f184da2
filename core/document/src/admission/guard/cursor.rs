//! Reading LEB128 and slices from bytes, without allocating.

use jonaki_protocol::Code;

#[derive(Clone)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn remaining(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Code> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Code::GuardChunk)?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Code> {
        let (first, rest) = self.rest.split_first().ok_or(Code::GuardChunk)?;
        self.rest = rest;
        Ok(*first)
    }

    /// Unsigned LEB128 of at most 64 bits. Longer spellings than needed are left to the canonical check.
    pub(super) fn unsigned(&mut self) -> Result<u64, Code> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(Code::GuardChunk);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Code::GuardChunk)
    }

    /// Signed LEB128 of at most 64 bits.
    pub(super) fn signed(&mut self) -> Result<i64, Code> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = i64::from(byte & 0x7f);
            if shift == 63 && bits != 0 && bits != 0x7f {
                return Err(Code::GuardChunk);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                if byte & 0x40 != 0 && shift + 7 < 64 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
        }
        Err(Code::GuardChunk)
    }

    /// An unsigned number that is a length.
    pub(super) fn length(&mut self) -> Result<usize, Code> {
        usize::try_from(self.unsigned()?).map_err(|_| Code::GuardChunk)
    }
}
