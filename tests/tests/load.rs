//! The real server process under a short load and a shorter soak. Long ones: `cargo xtask load`, `cargo xtask soak`.

use jonaki_tests::load::{Kind, Load, load, soak};
use std::time::Duration;

#[test]
fn honest_devices_do_their_work_beside_every_kind_of_misuse() {
    // Fewer connections than misuse opens: it cannot take the places of honest devices.
    let play = Load { devices: 24, seconds: 12, at_once: 40, seed: 1, server: (400, 8) };
    let outcome = load(&play).expect("the stage holds");
    assert_eq!(outcome.faults, Vec::<String>::new(), "{outcome:#?}");
    assert_eq!(outcome.misuse.len(), Kind::ALL.len());
    let said = |what: &str| outcome.server_said.get(what).copied().unwrap_or_default();
    assert!(said("connections ended: made_place") > 0, "{:#?}", outcome.server_said);
    assert!(said("requests answered: replayed") > 0 && said("requests answered: invite_used") > 0);
}

#[test]
fn a_soak_is_judged_by_its_second_half() {
    let done = soak(Duration::from_secs(8), 1).expect("the stage holds");
    assert!(done.filed > 0 && done.filed == done.read, "{} of {}", done.read, done.filed);
    assert!(done.series.0.len() > 10 && done.trends.0.mean > 1.0);
}
