//! What must not show: texts that were made for this run, and the keys in the devices' encrypted databases.

use super::Failure;
use super::forms::Secret;
use jonaki_core::Report;
use jonaki_protocol::{KemPublic, OrganisationId, Role, SignPublic, decode};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;
use std::path::Path;

/// Makes texts that exist nowhere else.
#[derive(Debug)]
pub struct Canary {
    rng: ChaCha20Rng,
    /// All that were made, by their text.
    made: BTreeMap<Vec<u8>, String>,
}

/// A report whose every text is a canary.
#[derive(Debug, Clone)]
pub struct Case(pub Report);

const SYLLABLES: &[&str] = &["কা", "মি", "নু", "পে", "তো", "রী", "সূ", "দা", "লি", "বু", "গে", "হো"];

impl Canary {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self { rng: ChaCha20Rng::seed_from_u64(seed), made: BTreeMap::new() }
    }

    fn below(&mut self, below: usize) -> usize {
        (self.rng.next_u64() % below.max(1) as u64) as usize
    }

    fn note(&mut self, what: &str, text: String) -> String {
        self.made.insert(text.as_bytes().to_vec(), what.to_owned());
        text
    }

    /// A word in Latin letters.
    pub fn latin(&mut self, what: &str) -> String {
        let word: String = (0..14).map(|_| char::from(b'a' + self.below(26) as u8)).collect();
        self.note(what, word)
    }

    /// A word in Bangla letters, with signs that encodings like to escape.
    pub fn bangla(&mut self, what: &str) -> String {
        let word: String = (0..8).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect();
        self.note(what, word)
    }

    /// A telephone number of a block that no operator uses.
    pub fn phone(&mut self, what: &str) -> String {
        let number = format!("0170000{:04}", self.below(10_000));
        self.note(what, number)
    }

    /// A text of many words in which the canary comes again and again, so that no page break hides all of them.
    pub fn long(&mut self, what: &str) -> String {
        let (latin, bangla) = (self.latin(what), self.bangla(what));
        format!("{latin} ছিল {bangla}। ").repeat(12)
    }

    /// A report.
    pub fn case(&mut self) -> Case {
        let some = |text: String| Some(text);
        let report = Report {
            concern_types: vec!["child_labour".to_owned()],
            locale: some("bn".to_owned()),
            division: some("khulna".to_owned()),
            district: some("jashore".to_owned()),
            narrative: some(self.long("a narrative")),
            place_detail: some(self.bangla("a place")),
            upazila: some(self.latin("an upazila")),
            union: some(self.latin("a union")),
            village: some(self.bangla("a village")),
            when_happened: some(self.latin("a time in words")),
            safe_contact_how: some(self.bangla("a safe contact")),
            do_not_share_with: some(self.latin("who must not know")),
            name_given: some(self.bangla("a given name")),
            name_nick: some(self.latin("a nickname")),
            name_family: some(self.latin("a family name")),
            father_name: some(self.bangla("a father's name")),
            mother_name: some(self.latin("a mother's name")),
            phone: some(self.phone("a telephone number")),
            address: some(self.bangla("an address")),
            id_number: some(self.latin("an identity number")),
            reporter_name: some(self.latin("a reporter's name")),
            reporter_phone: some(self.phone("a reporter's telephone number")),
            ..Report::default()
        };
        Case(report)
    }

    /// All texts that were made.
    pub fn secrets(&self) -> Vec<Secret> {
        self.made.iter().map(|(bytes, name)| Secret { name: name.clone(), bytes: bytes.clone() }).collect()
    }
}

/// Both halves of a key: a page break hides one at most.
pub(super) fn halves(name: &str, key: &[u8]) -> Vec<Secret> {
    let (first, second) = key.split_at(key.len() / 2);
    let half =
        |which: &str, bytes: &[u8]| Secret { name: format!("{name}, {which} half"), bytes: bytes.to_vec() };
    vec![half("first", first), half("second", second)]
}

/// A profile as the core keeps it inside the encrypted database (`core/src/profile.rs`).
type Profile = (
    SignPublic,
    SignPublic,
    String,
    OrganisationId,
    Role,
    ByteBuf,
    ByteBuf,
    Option<ByteBuf>,
    Option<ByteBuf>,
    Option<(u32, KemPublic)>,
    ByteBuf,
);

fn keys_in(profile: &[u8]) -> Result<Vec<Secret>, Failure> {
    let profile: Profile = decode(profile).map_err(|code| format!("the profile: {code}"))?;
    let mut secrets = halves("a device's signing key", &profile.5);
    secrets.extend(halves("a device's receiving key", &profile.6));
    if let Some(key) = &profile.7 {
        secrets.extend(halves("an invite's receiving key", key));
    }
    if let Some(key) = &profile.8 {
        secrets.extend(halves("the root key", key));
    }
    Ok(secrets)
}

/// The private keys in a device's database, and the key of the database itself.
pub(super) fn keys_of(home: &Path) -> Result<Vec<Secret>, Failure> {
    let key = std::fs::read(home.join("key"))?;
    let mut secrets = halves("a database's key", &key);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(home.join("jonaki.db"), flags)?;
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", data_encoding::HEXLOWER.encode(&key)))?;
    // A salvaged database may have lost it.
    let sql = "SELECT value FROM setting WHERE name = 'profile'";
    if let Some(profile) = connection.query_row(sql, [], |row| row.get::<_, Vec<u8>>(0)).optional()? {
        secrets.extend(keys_in(&profile)?);
    }
    for (name, sql) in [
        ("an organisation's key", "SELECT private FROM organisation_key"),
        ("a case's key", "SELECT key FROM key_set WHERE key IS NOT NULL"),
    ] {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            secrets.extend(halves(name, &row.get::<_, Vec<u8>>(0)?));
        }
    }
    Ok(secrets)
}

/// The seed in an invite's link.
pub(super) fn seed_of(link: &str) -> Result<Vec<Secret>, Failure> {
    let text = link.strip_prefix("jonaki:invite/").ok_or("not an invite")?;
    let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes())?;
    let parts: (SignPublic, ByteBuf, Vec<jonaki_protocol::Item>, ByteBuf) =
        decode(&bytes).map_err(|code| format!("the invite: {code}"))?;
    Ok(vec![Secret { name: "an invite's seed".to_owned(), bytes: parts.3.into_vec() }])
}
