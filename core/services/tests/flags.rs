//! Flags and their answers; how referrals are answered.

use crate::support::{NOW, day, id, service};
use jonaki_services::{Answered, Flag, FlagKind, LOCAL_OFFSET, Quality, Shown, Verified, fold};

fn flag(kind: FlagKind, by: u32, at: i64) -> Flag {
    Flag { service: id(3), kind, by: id(by), at }
}

#[test]
fn a_flag_shows_until_its_owner_answers() {
    let mut service = service(3);
    let written = service.updated_at.max(day("2026-11-18").begin());
    let flags = [
        flag(FlagKind::Full, 8, written + 10),
        flag(FlagKind::Full, 8, written + 30),
        flag(FlagKind::Full, 9, written + 20),
        flag(FlagKind::WrongNumber, 9, written),
        Flag { service: id(4), ..flag(FlagKind::Closed, 9, NOW) },
    ];
    let full = Shown { kind: FlagKind::Full, reporters: 2, last_at: written + 30 };
    assert_eq!(fold(&service, &flags), [full]);
    let turned: Vec<Flag> = flags.iter().rev().chain(&flags).copied().collect();
    assert_eq!(fold(&service, &turned), [full], "order and repetition do not matter");
    service.updated_at = written + 30;
    assert_eq!(fold(&service, &flags), [], "a newer record answers");
}

#[test]
fn a_verification_of_a_later_day_answers_and_one_of_the_same_day_does_not() {
    let mut service = service(3);
    let midnight = day("2026-11-20").begin();
    assert_eq!((midnight + LOCAL_OFFSET) % 86_400, 0);
    let flags = [flag(FlagKind::Closed, 8, midnight + 3600)];
    let verify = |on| Some(Verified { on: day(on), by: None, source: None });
    service.verified = verify("2026-11-20");
    assert_eq!(fold(&service, &flags).len(), 1);
    service.verified = verify("2026-11-21");
    assert_eq!(fold(&service, &flags), []);
}

fn answered(service: u32, hours: i64, accepted: bool) -> Answered {
    Answered { service: id(service), sent_at: 1_000, answered_at: 1_000 + hours * 3600, accepted }
}

#[test]
fn quality_needs_three_answers() {
    let outcomes = [answered(3, 1, true), answered(3, 5, false), answered(4, 1, true)];
    assert!(Quality::of(&outcomes).is_empty());
    let more: Vec<Answered> =
        outcomes.into_iter().chain([answered(3, 30, true), answered(3, 2, true)]).collect();
    let quality = Quality::of(&more)[&id(3)];
    assert_eq!((quality.answers, quality.accepted, quality.acceptance_percent()), (4, 3, 75));
    assert!((quality.median_hours() - 3.5).abs() < 1e-9);
    let odd: Vec<Answered> = [-5, 7, 100].map(|hours| answered(3, hours, false)).to_vec();
    assert_eq!(Quality::of(&odd)[&id(3)].median_minutes, 7 * 60, "a clock that went back answers at once");
    let wild = Answered { service: id(3), sent_at: i64::MIN, answered_at: i64::MAX, accepted: true };
    assert_eq!(Quality::of(&[wild; 3])[&id(3)].acceptance_percent(), 100);
}
