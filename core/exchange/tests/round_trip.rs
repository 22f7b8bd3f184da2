//! What an export writes, an import reads, and a second export writes the same bytes.

use crate::support::{Random, csv, open, options, referrals_csv};
use jonaki_exchange::CaseRecord;
use jonaki_exchange::htcds::{self, HeaderVariant, Options};

fn again(main: &str, beside: &str) -> Vec<CaseRecord> {
    let plan = htcds::read(main.as_bytes(), Some(beside.as_bytes()), Default::default()).expect("a plan");
    let faults: Vec<_> = plan.rows().iter().chain(plan.referral_rows()).flat_map(|row| &row.faults).collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(plan.refused(), 0);
    assert!(plan.header().unknown_columns.is_empty() && plan.header().missing_core.is_empty());
    plan.into_records()
}

fn all_options() -> Vec<Options<'static>> {
    let mut all = Vec::new();
    for with_identity in [false, true] {
        for with_ids in [false, true] {
            for header in [HeaderVariant::Standard, HeaderVariant::IomWorkbook] {
                for byte_order_mark in [false, true] {
                    all.push(Options { with_identity, with_ids, header, byte_order_mark, ..options() });
                }
            }
        }
    }
    all
}

#[test]
fn export_import_export_gives_the_same_bytes_whatever_the_options() {
    let mut random = Random::new(20_261_127);
    for round in 0..40 {
        let records: Vec<CaseRecord> = (0..1 + random.below(4)).map(|number| random.record(number)).collect();
        for options in all_options() {
            let (main, beside) = (csv(&records, &options), referrals_csv(&records, &options));
            let records = again(&main, &beside);
            assert_eq!(csv(&records, &options), main, "round {round}");
            assert_eq!(referrals_csv(&records, &options), beside, "round {round}");
        }
    }
}

#[test]
fn a_case_that_is_said_whole_comes_back_whole() {
    let mut random = Random::new(20_261_128);
    for number in 0..60 {
        let options = Options { with_ids: true, ..open() };
        let once = random.record(number);
        let main = csv(std::slice::from_ref(&once), &options);
        let first = again(&main, &referrals_csv(std::slice::from_ref(&once), &options));
        assert_eq!(first.len(), 1, "the victims of a case are put together again by its id");
        assert_eq!(first[0].victims.len(), once.victims.len());
        let second = again(&csv(&first, &options), &referrals_csv(&first, &options));
        for (one, other) in first[0].victims.iter().zip(&second[0].victims) {
            assert!(one == other, "victim {}", one.person_id);
        }
        assert!(first[0].referrals == second[0].referrals, "referrals of {number}");
        assert!(first[0].consents == second[0].consents, "consents of {number}");
        assert!(first == second, "what the standard can say is the same after a second journey");
    }
}

#[test]
fn without_the_file_beside_the_latest_referrals_stay() {
    let mut random = Random::new(20_261_129);
    let records: Vec<CaseRecord> = (0..20).map(|number| random.record(number)).collect();
    let main = csv(&records, &open());
    assert_eq!(csv(crate::support::read(&main).records(), &open()), main);
}
