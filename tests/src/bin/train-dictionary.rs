//! Trains the shared compression dictionary from synthetic reports, referrals and requests. Repeatable: the same code gives
//! the same bytes. A dictionary that was released stays as it is, because what was sealed with it is read for ever: train a
//! new one under the next version.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use jonaki_tests::dictionary::{Failure, samples};
use std::path::Path;

/// The version that is trained: the dictionary's id, one byte in a frame's header.
const VERSION: u8 = 2;
const BYTES: usize = 32 * 1024;

fn main() -> Result<(), Failure> {
    let samples = samples()?;
    // The last seed's requests stand at the end as they are, where a reference costs least: training picks pieces, and the
    // order of a request's parts is always the same.
    let whole = samples.requests.concat();
    let mut dictionary = zstd::dict::from_samples(&samples.pieces, BYTES - whole.len())?;
    dictionary.extend(whole);
    // RFC 8878, section 5: magic number, then the id, little endian.
    dictionary[4..8].copy_from_slice(&u32::from(VERSION).to_le_bytes());
    let name = format!("../core/protocol/dictionary/v{VERSION}.zdict");
    std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(name), &dictionary)?;
    println!("{} bytes from {} samples", dictionary.len(), samples.pieces.len());
    Ok(())
}
