//! What is said against entries; how referrals are answered.

use crate::support::id;
use jonaki_services::{Answered, Flag, FlagKind, Quality, Shown, fold};

fn flag(kind: FlagKind, by: u32) -> Flag {
    Flag { service: id(3), kind, by: id(by) }
}

#[test]
fn a_reporter_counts_once_for_each_kind() {
    let flags = [
        flag(FlagKind::Full, 8),
        flag(FlagKind::Full, 8),
        flag(FlagKind::WrongNumber, 9),
        flag(FlagKind::Full, 9),
        Flag { service: id(4), ..flag(FlagKind::Closed, 9) },
    ];
    let shown = [(FlagKind::Full, 2), (FlagKind::WrongNumber, 1)];
    let shown = shown.map(|(kind, reporters)| Shown { kind, reporters });
    assert_eq!(fold(id(3), &flags), shown);
    let turned: Vec<Flag> = flags.iter().rev().chain(&flags).copied().collect();
    assert_eq!(fold(id(3), &turned), shown, "order and repetition do not matter");
    assert_eq!(fold(id(5), &flags), []);
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
