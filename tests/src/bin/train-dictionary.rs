//! Trains the shared compression dictionary from synthetic reports and edits. Repeatable: the same code gives the same
//! bytes.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use jonaki_document::{Document, Edit, Scalar};
use jonaki_protocol::{ActorId, Change, DeviceId, RecordId};
use jonaki_tests::synthetic::{Synthetic, Vocabulary};
use std::error::Error;
use std::path::Path;

const SAMPLES: u64 = 3_000;
const BYTES: usize = 32 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let mut samples = Vec::new();
    for seed in 0..SAMPLES {
        sample(seed, &mut samples)?;
    }
    let dictionary = zstd::dict::from_samples(&samples, BYTES)?;
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/protocol/dictionary/v1.zdict");
    std::fs::write(&target, &dictionary)?;
    println!("{} bytes from {} samples", dictionary.len(), samples.len());
    Ok(())
}

/// The changes of one report and of an edit of each of its documents, as they are compressed: alone inside a seal, or as an
/// item inside a frame.
fn sample(seed: u64, samples: &mut Vec<Vec<u8>>) -> Result<(), Box<dyn Error>> {
    let mut source = Synthetic::new(seed, Vocabulary::Training);
    let first = source.report();
    let second = source.report();
    let bytes = |salt: u64| -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8]
            .copy_from_slice(&seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(salt).to_le_bytes());
        bytes[8..]
            .copy_from_slice(&seed.rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9 ^ salt).to_le_bytes());
        bytes
    };
    let actor = |salt| ActorId {
        device: DeviceId::from_bytes(bytes(salt)),
        incarnation: [salt as u8, seed as u8, 3, 4],
    };
    let record = RecordId::from_bytes(bytes(9));
    for ((compartment, mut edits), (_, again)) in first.edits().into_iter().zip(second.edits()) {
        if !compartment.is_sealed() {
            edits.extend([
                Edit::set("recorded_hour", Scalar::Int(1_772_344_800 + 3600 * (seed as i64 % 2_000))),
                Edit::set("mode", "real".into()),
            ]);
        }
        let mut document = Document::new(compartment)?;
        let Some(made) = document.edit(actor(1), &edits)? else { continue };
        let fresh =
            |edit: &Edit| matches!(edit, Edit::Set { field, .. } if !ORIGIN.contains(&field.as_str()));
        let again: Vec<Edit> = again.into_iter().filter(fresh).collect();
        let mut edited = Vec::new();
        for salt in 2..5 {
            // Three fields here and there, as people correct them.
            let start = (seed.wrapping_mul(salt) % 7) as usize;
            let few: Vec<Edit> = again.iter().skip(start).step_by(2).take(3).cloned().collect();
            edited.extend(document.edit(actor(salt), &few)?);
        }
        for change in std::iter::once(made.bytes).chain(edited.into_iter().map(|change| change.bytes)) {
            let sample = if compartment.is_sealed() {
                change
            } else {
                jonaki_protocol::encode(&Change { record, compartment, change }.to_item())
            };
            samples.push(sample);
        }
    }
    Ok(())
}

/// Registers that are written once.
const ORIGIN: &[&str] = &["mode", "locale", "source_channel", "reporter_role", "recorded_hour"];
