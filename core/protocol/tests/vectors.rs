//! The test vectors in `docs/formats/vectors`: another implementation is checked against the same files.
//!
//! Each file holds cases of inputs and outputs. Here the outputs are computed from the file's inputs through the
//! public interface. `UPDATE_GOLDEN=1` writes the files from the cases below.

mod keys;
mod log;
mod trust;

use crate::support::{formats, updating};
use jonaki_protocol::{KemPrivate, ProgrammeId, RecordId, SignPrivate, Timestamp};
use serde_json::{Value, json};
use std::fs;

/// One file of vectors.
struct Suite {
    file: &'static str,
    about: &'static str,
    inputs: fn() -> Vec<Value>,
    compute: fn(&Inputs<'_>) -> Value,
}

/// The inputs of a case.
struct Inputs<'a>(&'a Value);

impl Inputs<'_> {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().expect(name)
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        unhex(&self.0[name])
    }

    fn array<const N: usize>(&self, name: &str) -> [u8; N] {
        self.bytes(name).try_into().expect(name)
    }

    fn number(&self, name: &str) -> u64 {
        self.0[name].as_u64().expect(name)
    }

    fn list(&self, name: &str) -> &Vec<Value> {
        self.0[name].as_array().expect(name)
    }

    fn time(&self, name: &str) -> Timestamp {
        Timestamp(self.0[name].as_i64().expect(name))
    }

    fn programme(&self) -> ProgrammeId {
        ProgrammeId::from_bytes(self.array("programme"))
    }

    fn record(&self) -> RecordId {
        RecordId::from_bytes(self.array("record"))
    }

    fn sign(&self, name: &str) -> SignPrivate {
        SignPrivate::from_seed(&self.array(name))
    }

    fn kem(&self, name: &str) -> KemPrivate {
        KemPrivate::from_bytes(&self.bytes(name)).expect(name)
    }
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    data_encoding::HEXLOWER.encode(bytes.as_ref())
}

fn unhex(value: &Value) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(value.as_str().expect("a string").as_bytes()).expect("hexadecimal")
}

/// Small numbers as items' codes.
fn small<T: TryFrom<u64>>(number: u64) -> T {
    T::try_from(number).ok().expect("in range")
}

fn suites() -> Vec<Suite> {
    [keys::suites(), log::suites(), trust::suites()].into_iter().flatten().collect()
}

fn check(suite: &Suite) {
    let path = formats().join(format!("vectors/{}.json", suite.file));
    if updating() {
        let case = |inputs: Value| json!({ "outputs": (suite.compute)(&Inputs(&inputs)), "inputs": inputs });
        let cases: Vec<Value> = (suite.inputs)().into_iter().map(case).collect();
        let text =
            serde_json::to_string_pretty(&json!({ "about": suite.about, "cases": cases })).expect("JSON");
        fs::write(&path, text + "\n").expect("written");
    }
    let file: Value = serde_json::from_str(&fs::read_to_string(&path).expect(suite.file)).expect("JSON");
    let cases = file["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), (suite.inputs)().len(), "{}", suite.file);
    for (number, case) in cases.iter().enumerate() {
        let found = (suite.compute)(&Inputs(&case["inputs"]));
        assert_eq!(found, case["outputs"], "{}, case {number}", suite.file);
    }
}

#[test]
fn every_vector_holds() {
    for suite in suites() {
        check(&suite);
    }
    every_file_of_vectors_is_checked();
}

fn every_file_of_vectors_is_checked() {
    let mut files: Vec<String> = fs::read_dir(formats().join("vectors"))
        .expect("a folder")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    files.sort();
    let mut known: Vec<String> = suites().iter().map(|suite| format!("{}.json", suite.file)).collect();
    known.sort();
    assert_eq!(files, known);
}
