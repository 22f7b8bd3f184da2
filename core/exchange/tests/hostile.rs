//! Files that mean harm, or went through bad hands: coded errors or faults, in time and memory that do not grow with
//! their malice.

use crate::support::{Random, csv, open, read, referrals_csv, salma};
use jonaki_exchange::htcds::{self, Limits, Plan, ReadError};
use std::io::{self, Empty, Read};

fn bytes(file: &[u8]) -> Result<Plan, ReadError> {
    htcds::read(file, None::<Empty>, Default::default())
}

fn code(file: &[u8]) -> &'static str {
    bytes(file).expect_err("refused").code()
}

#[test]
fn a_file_that_is_none_is_refused_by_name() {
    for (file, expected) in [
        (&b""[..], "import_not_htcds"),
        (b"\r\n\r\n", "import_not_htcds"),
        (b"name,age\r\nx,1\r\n", "import_not_htcds"),
        (b"PK\x03\x04 a workbook", "import_not_csv"),
        (b"\xff\xfec\0a\0s\0", "import_not_csv"),
        (b"cas_Status,\xff\xfe\r\nActive,x\r\n", "import_not_csv"),
        (b"cas_Status\0\r\n", "import_not_csv"),
        (b"cas_Status\r\n\"Active", "import_broken_quotes"),
        (b"cas_Status\r\n\"Act\"ive\r\nActive\r\n", "import_broken_quotes"),
    ] {
        assert_eq!(code(file), expected, "{}", String::from_utf8_lossy(file));
        let error = bytes(file).expect_err("refused");
        let bangla = error.help(jonaki_exchange::Language::Bangla);
        assert!(bangla.ends_with('।') && error.help(jonaki_exchange::Language::English) == error.to_string());
    }
    let error = bytes(b"cas_Status\r\nActive\r\n\"Active\r\nActive\r\n").expect_err("refused");
    assert!(matches!(error, ReadError::BrokenQuotes { line: 3 }), "{error}");
}

#[test]
fn bytes_that_are_no_text_are_faults_of_their_row_only() {
    let plan = bytes(b"org_Name,cas_Status\r\nRupsha,Active\r\n\xe0\xa6,Active\r\nA\0B,Active\r\nA\x1bB,Closed\r\nRupsha,Closed\r\n").expect("a plan");
    let codes: Vec<Option<&str>> =
        plan.rows().iter().map(|row| row.faults.first().map(|fault| fault.code())).collect();
    assert_eq!(codes, [None, Some("not_utf8"), Some("control_character"), Some("control_character"), None]);
}

/// Reads the same bytes over and over.
struct Endless(Vec<u8>, usize);

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        for place in into.iter_mut() {
            *place = self.0[self.1 % self.0.len()];
            self.1 += 1;
        }
        Ok(into.len())
    }
}

#[test]
fn what_never_ends_ends_here() {
    for (start, again, expected) in [
        ("cas_Status\r\n", "Active\r\n", "import_too_large"),
        ("cas_Status\r\n\"", "a", "import_too_large"),
        ("cas_Status\r\n", ",", "import_too_large"),
        ("cas_Status", ",cas_Status", "import_too_large"),
        ("", "\r\n", "import_too_large"),
        ("cas_Status\r\n", "\"\"\"\"", "import_too_large"),
    ] {
        let file = start.as_bytes().chain(Endless(again.as_bytes().to_vec(), 0));
        let limits = Limits { bytes: 4 << 20, ..Limits::default() };
        let error = htcds::read(file, None::<Empty>, limits).expect_err("refused");
        assert_eq!(error.code(), expected, "{again:?}");
    }
}

#[test]
fn a_million_columns_and_a_huge_cell_cost_no_more_than_their_bytes() {
    let wide = format!("cas_Status\r\nActive{}\r\nClosed\r\n", ",x".repeat(1_000_000));
    let plan = read(&wide);
    assert_eq!(plan.rows()[0].faults.last().map(|fault| fault.code()), Some("too_many_cells"));
    assert!(plan.rows()[0].faults.len() <= 100 && plan.rows()[1].accepted);
    let header = format!("cas_Status{}\r\n", ",cas_Status".repeat(1_000_000));
    assert_eq!(code(header.as_bytes()), "import_too_large");
    let huge = format!("org_Name\r\n\"{}\"\r\nRupsha\r\n", "ক".repeat(5_000_000));
    let plan = read(&huge);
    assert_eq!(plan.rows()[0].faults[0].code(), "cell_too_long");
    assert!(plan.rows()[1].accepted);
}

#[test]
fn a_stopping_source_is_said() {
    struct Gone;
    impl Read for Gone {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let file = "cas_Status\r\n".as_bytes().chain(Gone);
    assert_eq!(htcds::read(file, None::<Empty>, Default::default()).expect_err("gone").code(), "import_io");
}

#[test]
fn bytes_changed_at_random_never_break_the_reader() {
    let mut random = Random::new(20_261_130);
    let whole = csv(&[salma(), salma()], &open()).into_bytes();
    for _ in 0..3_000 {
        let mut file = whole.clone();
        for _ in 0..1 + random.below(8) {
            let at = random.below(file.len());
            match random.below(3) {
                0 => file[at] = random.below(256) as u8,
                1 => file.insert(at, b"\",;\r\n'=\0"[random.below(8)]),
                _ => file.truncate(at.max(20)),
            }
        }
        if let Ok(plan) = bytes(&file) {
            assert_eq!(plan.accepted() + plan.refused(), plan.rows().len());
            // Whatever was taken can be said again, and comes back as it is.
            let once = csv(plan.records(), &open());
            assert_eq!(csv(read(&once).records(), &open()), once);
        }
    }
}

#[test]
fn the_file_beside_may_be_broken_too() {
    let mut random = Random::new(20_261_134);
    let main = csv(&[salma()], &open());
    let whole = referrals_csv(&[salma()], &open()).into_bytes();
    for _ in 0..2_000 {
        let mut file = whole.clone();
        for _ in 0..1 + random.below(6) {
            let at = random.below(file.len());
            file[at] = b"\",;\r\n'=\0a19\xff"[random.below(12)];
        }
        if let Ok(plan) = htcds::read(main.as_bytes(), Some(&file[..]), Limits::default()) {
            let taken = plan.referral_rows().iter().filter(|row| row.accepted).count();
            assert!(
                plan.records()[0].referrals.len() == taken || taken == 0,
                "what is accepted is in the plan"
            );
        }
    }
}

#[test]
fn another_reader_of_csv_sees_the_same_cells() {
    let mut random = Random::new(20_261_131);
    for number in 0..200 {
        let record = random.record(number);
        let rows = crate::support::table(&csv(std::slice::from_ref(&record), &open()));
        assert!(rows.iter().all(|row| row.len() == 84));
        assert_eq!(rows.len(), record.victims.len() + 1);
    }
}
