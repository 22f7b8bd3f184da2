//! The forms in which a secret could show, and a search for all of them at once.

use aho_corasick::AhoCorasick;
use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, BASE64URL_NOPAD, Encoding, HEXLOWER, HEXUPPER};
use std::collections::BTreeSet;
use std::io::Read as _;

/// Something that must not show.
#[derive(Debug, Clone)]
pub struct Secret {
    /// What it is, for the report.
    pub name: String,
    /// Its bytes: UTF-8 of a text, or a key.
    pub bytes: Vec<u8>,
}

/// A form of a secret that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Which secret.
    pub secret: String,
    /// In which encoding.
    pub form: &'static str,
}

/// Looks for all forms of all secrets in one pass.
pub struct Searcher {
    automaton: AhoCorasick,
    patterns: Vec<Found>,
    dictionary: zstd::dict::DecoderDictionary<'static>,
}

/// Fewer bytes would be found by chance.
const SHORTEST: usize = 8;
/// The beginning of a zstd frame.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// More of a frame is not looked at.
const FRAME_BYTES: u64 = 4 * 1024 * 1024;

impl Searcher {
    /// For these secrets.
    ///
    /// # Errors
    /// Where a secret is too short to be told from chance, or the automaton would be too large.
    pub fn new(secrets: &[Secret]) -> Result<Self, super::Failure> {
        let (mut patterns, mut forms) = (Vec::new(), Vec::new());
        for secret in secrets {
            if secret.bytes.len() < SHORTEST {
                return Err(format!("{} is too short to look for", secret.name).into());
            }
            let found: BTreeSet<(Vec<u8>, &'static str)> = forms_of(&secret.bytes).into_iter().collect();
            for (bytes, form) in found {
                forms.push(bytes);
                patterns.push(Found { secret: secret.name.clone(), form });
            }
        }
        let dictionary = zstd::dict::DecoderDictionary::copy(jonaki_protocol::frame::DICTIONARY);
        Ok(Self { automaton: AhoCorasick::new(&forms)?, patterns, dictionary })
    }

    /// How many forms are looked for.
    pub fn forms(&self) -> usize {
        self.patterns.len()
    }

    /// What is in these bytes, and in the compressed frames among them.
    pub fn search(&self, bytes: &[u8]) -> BTreeSet<Found> {
        let mut found = self.plain(bytes);
        for (at, window) in bytes.windows(MAGIC.len()).enumerate() {
            if window == MAGIC {
                let inside = self.plain(&self.unpacked(&bytes[at..]));
                found.extend(inside.into_iter().map(|hit| Found { form: "zstd", ..hit }));
            }
        }
        found
    }

    fn plain(&self, bytes: &[u8]) -> BTreeSet<Found> {
        let hits = self.automaton.find_overlapping_iter(bytes);
        hits.map(|hit| self.patterns[hit.pattern().as_usize()].clone()).collect()
    }

    /// As much of a frame as can be read, with the shared dictionary.
    fn unpacked(&self, frame: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        if let Ok(decoder) = zstd::stream::read::Decoder::with_prepared_dictionary(frame, &self.dictionary) {
            // A frame that ends early, or was none, gives what it gives.
            let _ = decoder.single_frame().take(FRAME_BYTES).read_to_end(&mut plain);
        }
        plain
    }
}

/// Every form of a secret.
fn forms_of(secret: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    let mut forms = vec![
        (secret.to_vec(), "plain"),
        (HEXLOWER.encode(secret).into_bytes(), "hex"),
        (HEXUPPER.encode(secret).into_bytes(), "HEX"),
        (decimal(secret).into_bytes(), "list of numbers"),
        (secret.escape_ascii().to_string().into_bytes(), "byte escapes"),
        (percent(secret, "0123456789ABCDEF").into_bytes(), "percent"),
        (percent(secret, "0123456789abcdef").into_bytes(), "percent"),
        (percent(secret, "0123456789ABCDEF").replace("%20", "+").into_bytes(), "form"),
        (secret.iter().map(|byte| format!("%{byte:02X}")).collect::<String>().into_bytes(), "percent"),
        (secret.iter().map(|byte| format!("%{byte:02x}")).collect::<String>().into_bytes(), "percent"),
    ];
    for offset in 0..3 {
        forms.push((shifted(&BASE64_NOPAD, secret, offset, 3, 4), "base64"));
        forms.push((shifted(&BASE64URL_NOPAD, secret, offset, 3, 4), "base64url"));
    }
    for offset in 0..5 {
        let form = shifted(&BASE32_NOPAD, secret, offset, 5, 8);
        forms.push((form.to_ascii_lowercase(), "base32"));
        forms.push((form, "BASE32"));
    }
    if let Ok(text) = std::str::from_utf8(secret) {
        forms.push((text.encode_utf16().flat_map(u16::to_le_bytes).collect(), "UTF-16LE"));
        forms.push((text.encode_utf16().flat_map(u16::to_be_bytes).collect(), "UTF-16BE"));
        forms.push((escaped(text, |unit| format!("\\u{unit:04x}")).into_bytes(), "JSON escapes"));
        forms.push((escaped(text, |unit| format!("\\u{unit:04X}")).into_bytes(), "JSON escapes"));
        forms.push((text.escape_debug().to_string().into_bytes(), "Rust escapes"));
        let printed = format!("{text:?}");
        forms.push((printed.trim_matches('"').as_bytes().to_vec(), "Rust escapes"));
        forms.push((text.escape_unicode().to_string().into_bytes(), "Rust escapes"));
        forms.push((text.to_lowercase().into_bytes(), "lower case"));
        forms.push((text.to_uppercase().into_bytes(), "upper case"));
    }
    forms.retain(|(bytes, _)| bytes.len() >= SHORTEST);
    forms
}

/// As `{:?}` of a list of bytes shows it.
fn decimal(secret: &[u8]) -> String {
    secret.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

fn percent(secret: &[u8], digits: &str) -> String {
    let digit = |value: u8| digits.chars().nth(usize::from(value)).unwrap_or('0');
    let mut out = String::new();
    for byte in secret {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            out.push(char::from(*byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

fn escaped(text: &str, escape: impl Fn(u16) -> String) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            out.extend(character.encode_utf16(&mut [0; 2]).iter().map(|unit| escape(*unit)));
        }
    }
    out
}

/// What an encoding shows of a secret whatever stands around it, when the secret begins so many bytes into a group: groups
/// of `bytes` become `signs` characters.
fn shifted(encoding: &Encoding, secret: &[u8], offset: usize, bytes: usize, signs: usize) -> Vec<u8> {
    // Only whole groups that lie inside the secret are certain; bits at both ends mix with the neighbours.
    let skip = (bytes - offset) % bytes;
    let whole = (secret.len() - skip) / bytes * bytes;
    let shown = encoding.encode(&secret[skip..skip + whole]).into_bytes();
    debug_assert_eq!(shown.len(), whole / bytes * signs);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ক্যানারি Kanari-7Qz 'দুই'";

    fn found_in(bytes: &[u8]) -> BTreeSet<&'static str> {
        let secrets = [
            Secret { name: "text".to_owned(), bytes: TEXT.as_bytes().to_vec() },
            Secret { name: "key".to_owned(), bytes: (100..132).collect() },
        ];
        let searcher = Searcher::new(&secrets).expect("a searcher");
        searcher.search(bytes).into_iter().map(|found| found.form).collect()
    }

    /// Each encoding, made by other code than the one that looks for it.
    #[test]
    fn every_encoding_is_found_and_noise_is_not() {
        let key: Vec<u8> = (100..132).collect();
        let json: String = TEXT
            .chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) })
            .collect();
        let utf16: Vec<u16> = TEXT.encode_utf16().collect();
        let mut cases: Vec<(Vec<u8>, &str)> = vec![
            (TEXT.as_bytes().to_vec(), "plain"),
            (utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(), "UTF-16LE"),
            (utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(), "UTF-16BE"),
            (key.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes(), "hex"),
            (key.iter().map(|byte| format!("{byte:02X}")).collect::<String>().into_bytes(), "HEX"),
            (format!("{key:?}").into_bytes(), "list of numbers"),
            (format!("{TEXT:?}").into_bytes(), "Rust escapes"),
            (json.into_bytes(), "JSON escapes"),
            (TEXT.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>().into_bytes(), "percent"),
            (form_encoded(TEXT).into_bytes(), "percent"),
            (jonaki_protocol::frame::pack(TEXT.as_bytes()), "zstd"),
            (jonaki_protocol::frame::pack_quick(&[[1; 999].as_slice(), &key].concat()), "zstd"),
            (zstd::bulk::compress(&key.repeat(3), 3).expect("packed"), "zstd"),
        ];
        for lead in 0..6 {
            let framed = [&vec![7; lead], key.as_slice(), &[9; 5]].concat();
            cases.push((data_encoding::BASE64.encode(&framed).into_bytes(), "base64"));
            cases.push((data_encoding::BASE64URL_NOPAD.encode(&framed).into_bytes(), "base64"));
            cases.push((data_encoding::BASE32.encode(&framed).into_bytes(), "BASE32"));
            let framed = [&vec![b'x'; lead], TEXT.as_bytes(), b"."].concat();
            cases.push((data_encoding::BASE64URL.encode(&framed).into_bytes(), "base64url"));
        }
        let mut noise: u64 = 1;
        let mut noise = |size: usize| -> Vec<u8> {
            (0..size)
                .map(|_| {
                    noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (noise >> 56) as u8
                })
                .collect()
        };
        assert_eq!(found_in(&noise(1 << 20)), BTreeSet::new());
        for (bytes, form) in cases {
            let hay = [noise(333), bytes, noise(333)].concat();
            let found = found_in(&hay);
            let ok = found.contains(form) || form == "base64" && found.contains("base64url");
            assert!(ok, "{form} was not found: {found:?}");
        }
    }

    fn form_encoded(text: &str) -> String {
        let shown = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(shown).collect()
    }
}
