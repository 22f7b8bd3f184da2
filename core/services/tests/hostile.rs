//! Bytes from anywhere: nothing panics, and what is read is written as it was.

use crate::support::{DIRECTORY, NOW, full_service, hidden, ids, organisation, service};
use jonaki_services::{Hidden, Hours, Index, Organisation, Phone, Plan, Query, Service};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A seed of this run, or the one that is given: `SEED=7 cargo test -p jonaki-services hostile`.
fn random() -> ChaCha8Rng {
    let given = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    let clock = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.subsec_nanos());
    let seed = given.unwrap_or(u64::from(clock));
    println!("SEED={seed}");
    ChaCha8Rng::seed_from_u64(seed)
}

fn below(random: &mut ChaCha8Rng, most: usize) -> usize {
    random.next_u32() as usize % most.max(1)
}

/// Bits turned, pieces cut out, doubled, put elsewhere, strewn with what parsers stumble over.
fn mutate(random: &mut ChaCha8Rng, bytes: &mut Vec<u8>, odd: &[&[u8]]) {
    for _ in 0..=below(random, 4) {
        let at = below(random, bytes.len());
        let length = below(random, 40).min(bytes.len() - at);
        match below(random, 5) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << below(random, 8),
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let piece = bytes[at..at + length].to_vec();
                let to = below(random, bytes.len() + 1);
                drop(bytes.splice(to..to, piece));
            }
            3 => {
                let piece = odd[below(random, odd.len())];
                drop(bytes.splice(at..at + length, piece.iter().copied()));
            }
            _ if !bytes.is_empty() => bytes[at] = random.next_u32() as u8,
            _ => {}
        }
    }
}

#[test]
fn records_survive_anything() {
    let mut random = random();
    let odd: &[&[u8]] = &[
        b"\xff",
        b"\x9f",
        b"\xbf",
        b"\xfb\x7f\xf0\0\0\0\0\0\0",
        b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xc2\x41\0",
        b"\xf6",
        &[0x81; 30],
    ];
    let originals = [
        full_service(3).encode().expect("encoded"),
        service(3).encode().expect("encoded"),
        hidden(3).encode().expect("encoded"),
        organisation(3, "ngo").encode().expect("encoded"),
    ];
    let mut read = 0;
    for turn in 0..40_000 {
        let mut bytes = originals[turn % originals.len()].clone();
        mutate(&mut random, &mut bytes, odd);
        if let Ok(found) = Service::decode(&bytes) {
            read += 1;
            assert_eq!(found.encode().expect("encoded"), bytes);
            let index = Index::new(Vec::new(), vec![found], &[], &[]);
            let _ = index
                .search(&Query { text: Some("sample".to_owned()), open_at: Some(NOW), ..Query::new(NOW) }, 5);
        }
        if let Ok(found) = Hidden::decode(&bytes) {
            assert_eq!(found.encode().expect("encoded"), bytes);
        }
        if let Ok(found) = Organisation::decode(&bytes) {
            assert_eq!(found.encode().expect("encoded"), bytes);
        }
    }
    println!("{read} mutated services were still services");
}

#[test]
fn tables_survive_anything_and_what_is_taken_is_sound() {
    let mut random = random();
    let odd: &[&[u8]] = &[
        b"\"",
        b"\"\"",
        b",",
        b";",
        b"\r\n",
        b"\n",
        "\u{feff}".as_bytes(),
        b"'=",
        b"\xff",
        "০".as_bytes(),
        b"999999",
        b"24/7",
        b"; ;",
        "বার".as_bytes(),
        b"-",
        b"\t",
    ];
    let small: Vec<u8> =
        DIRECTORY.split_inclusive(|byte| *byte == b'\n').take(6).flatten().copied().collect();
    let (mut read, mut rows) = (0, 0);
    for turn in 0..3_000 {
        let mut bytes = if turn % 10 == 0 { DIRECTORY.to_vec() } else { small.clone() };
        mutate(&mut random, &mut bytes, odd);
        let Ok(plan) = Plan::read(&bytes) else { continue };
        read += 1;
        let taken = plan.apply(NOW, ids(0));
        for service in &taken.services {
            rows += 1;
            let bytes = service.encode().expect("what is taken fits into a record");
            assert_eq!(Service::decode(&bytes).as_ref(), Ok(service));
        }
        assert!(taken.hidden.iter().all(|hidden| hidden.encode().is_ok()));
        assert!(taken.organisations.iter().all(|organisation| organisation.encode().is_ok()));
    }
    println!("{read} of 3,000 mutated files were tables, {rows} rows of them taken");
    assert!(read > 300 && rows > 300);
}

#[test]
fn texts_survive_anything() {
    let mut random = random();
    let signs: Vec<char> = "SuMo24/7:-, ;০৯বৃহস্পতিবার+()'\u{200d}\u{0}x".chars().collect();
    for _ in 0..30_000 {
        let text: String =
            (0..below(&mut random, 24)).map(|_| signs[below(&mut random, signs.len())]).collect();
        if let Ok(hours) = Hours::parse(&text) {
            assert_eq!(Hours::parse(&hours.to_string()), Ok(hours), "{text}");
        }
        if let Some(phone) = Phone::parse(&text) {
            assert_eq!(Phone::parse(phone.digits()), Some(phone));
        }
    }
}

/// Hours of any shape come back from their text.
#[test]
fn hours_come_back_from_their_text() {
    let mut random = random();
    for _ in 0..5_000 {
        let spans: Vec<(u16, u16)> = (0..=below(&mut random, 20))
            .map(|_| (below(&mut random, 10_080) as u16, below(&mut random, 10_081) as u16))
            .collect();
        let Ok(hours) = Hours::new(&spans) else { continue };
        assert_eq!(Hours::parse(&hours.to_string()), Ok(hours.clone()), "{spans:?}");
        assert_eq!(Hours::try_from(Vec::<u16>::from(hours.clone())), Ok(hours));
    }
}
