//! The constant first changes. If one of these bytes changes, no existing document merges with a new one.

use crate::support::*;
use jonaki_document::{Document, genesis, genesis_hash};
use jonaki_protocol::Compartment;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_first_changes_are_golden() {
    let found: Vec<_> = Compartment::ALL.into_iter().map(|compartment| hex(genesis(compartment))).collect();
    let golden: Vec<_> =
        include_str!("data/genesis.txt").lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(found, golden);
}

#[test]
fn every_document_starts_from_its_first_change() {
    for compartment in Compartment::ALL {
        let document = new(compartment);
        assert_eq!(document.heads(), [genesis_hash(compartment)]);
        assert_eq!(document.changes(), []);
        assert_eq!(Document::load(compartment, &document.save()).unwrap(), document);
    }
}
