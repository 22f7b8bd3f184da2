//! The golden bytes: unchanged since they were checked in, read back, and described by their CDDL.

use crate::samples::{Sample, all};
use crate::support::{formats, updating};
use std::collections::BTreeSet;
use std::fs;

fn schema_name(sample: &str) -> &str {
    sample.split('.').next().unwrap_or(sample)
}

fn schema(name: &str) -> String {
    let read = |name: &str| fs::read_to_string(formats().join(format!("{name}.cddl"))).expect(name);
    format!("{}\n{}", read(name), read("common"))
}

fn fits(sample: &Sample, bytes: &[u8]) -> Result<(), String> {
    let schema = schema(schema_name(sample.name));
    cddl::validate_cbor_from_slice(&schema, bytes, None).map_err(|error| error.to_string())
}

#[test]
fn golden_bytes_are_what_this_build_writes() {
    for sample in all() {
        let path = formats().join(format!("golden/{}.hex", sample.name));
        let hex = data_encoding::HEXLOWER.encode(&sample.bytes);
        if updating() {
            let lines: Vec<&str> =
                hex.as_bytes().chunks(96).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
            fs::write(&path, lines.join("\n") + "\n").expect("written");
        }
        let golden = fs::read_to_string(&path).expect(sample.name).replace('\n', "");
        assert_eq!(golden, hex, "{}", sample.name);
    }
    every_cddl_file_has_golden_bytes_and_the_other_way_round();
}

#[test]
fn golden_bytes_are_accepted_and_encode_to_themselves() {
    for sample in all() {
        assert_eq!((sample.check)(&sample.bytes), Ok(sample.bytes.clone()), "{}", sample.name);
    }
}

#[test]
fn golden_bytes_match_their_cddl() {
    for sample in all() {
        assert_eq!(fits(&sample, &sample.bytes), Ok(()), "{}", sample.name);
    }
}

#[test]
fn the_cddl_is_not_so_loose_that_anything_matches() {
    for sample in all() {
        let mut value: ciborium::Value = ciborium::from_reader(sample.bytes.as_slice()).expect("CBOR");
        // One element more than the record has.
        if let Some(array) = value.as_array_mut().filter(|_| sample.name != "history") {
            array.push(ciborium::Value::Bool(true));
            let mut longer = Vec::new();
            ciborium::into_writer(&value, &mut longer).expect("CBOR");
            assert!(fits(&sample, &longer).is_err(), "{} with one element more", sample.name);
        }
        assert!(fits(&sample, &[0x61, b'x']).is_err(), "{} as text", sample.name);
        // An id that is one byte short.
        let short = sample.bytes.iter().position(|byte| *byte == 0x50).filter(|at| *at < 8);
        if let (Some(at), false) = (short, sample.authentic) {
            let mut bytes = sample.bytes.clone();
            bytes[at] = 0x4f;
            bytes.remove(at + 1);
            assert!(fits(&sample, &bytes).is_err(), "{} with a short id", sample.name);
        }
    }
}

fn every_cddl_file_has_golden_bytes_and_the_other_way_round() {
    let files = |folder: &str, ending: &str| -> BTreeSet<String> {
        fs::read_dir(formats().join(folder))
            .expect("a folder")
            .filter_map(|entry| {
                entry.ok()?.file_name().into_string().ok()?.strip_suffix(ending).map(str::to_owned)
            })
            .collect()
    };
    let golden = files("golden", ".hex");
    assert_eq!(golden, all().iter().map(|sample| sample.name.to_owned()).collect());
    let mut schemas = files(".", ".cddl");
    schemas.remove("common");
    assert_eq!(schemas, golden.iter().map(|name| schema_name(name).to_owned()).collect());
}
