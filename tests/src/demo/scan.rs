//! Looking for what must not be there, in clear and in common encodings.

use super::Failure;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// Texts and the forms in which they would show.
pub(super) struct Canaries {
    forms: Vec<Vec<u8>>,
}

impl Canaries {
    /// From texts of at least eight bytes; shorter ones would be found by chance.
    pub(super) fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms = Vec::new();
        for text in texts.into_iter().filter(|text| text.len() >= 8) {
            forms.push(text.as_bytes().to_vec());
            forms.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
            forms.push(
                data_encoding::BASE64.encode(text.as_bytes()).trim_end_matches('=').as_bytes().to_vec(),
            );
            forms.push(data_encoding::HEXLOWER.encode(text.as_bytes()).into_bytes());
        }
        forms.sort();
        forms.dedup();
        Self { forms }
    }

    /// How many forms are looked for.
    pub(super) fn len(&self) -> usize {
        self.forms.len()
    }

    /// How many of the forms are in these bytes. Forms are told apart by their first four bytes in one pass.
    pub(super) fn count(&self, bytes: &[u8]) -> usize {
        let mut heads: std::collections::HashMap<[u8; 4], Vec<&[u8]>> = std::collections::HashMap::new();
        for form in &self.forms {
            if let Some(head) = form.first_chunk::<4>() {
                heads.entry(*head).or_default().push(form);
            }
        }
        let mut found = 0;
        for (at, window) in bytes.windows(4).enumerate() {
            let Some(head) = window.first_chunk::<4>() else { continue };
            if let Some(forms) = heads.get(head) {
                found += forms.iter().filter(|form| bytes[at..].starts_with(form)).count();
            }
        }
        found
    }

    /// How many are in a file.
    pub(super) fn in_file(&self, path: &Path) -> Result<usize, Failure> {
        Ok(self.count(&std::fs::read(path)?))
    }

    /// How many are in the readable memory of a process, with its mapped files; and how many bytes were read. `None` where
    /// the system does not show it.
    pub(super) fn in_memory(&self, process: u32) -> Option<(usize, usize)> {
        let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
        let mut memory = File::open(format!("/proc/{process}/mem")).ok()?;
        let (mut found, mut read) = (0, 0);
        for line in maps.lines() {
            let mut parts = line.split_whitespace();
            let (Some(range), Some(rights)) = (parts.next(), parts.next()) else { continue };
            if !rights.starts_with('r') || line.ends_with("[vvar]") || line.ends_with("[vsyscall]") {
                continue;
            }
            let Some((from, to)) = range.split_once('-') else { continue };
            let (Ok(from), Ok(to)) = (u64::from_str_radix(from, 16), u64::from_str_radix(to, 16)) else {
                continue;
            };
            let mut bytes = Vec::new();
            if memory.seek(SeekFrom::Start(from)).is_ok() {
                // A page may be gone meanwhile: what could be read counts.
                let _ = memory.by_ref().take(to - from).read_to_end(&mut bytes);
            }
            read += bytes.len();
            found += self.count(&bytes);
        }
        Some((found, read))
    }
}
