//! From a seed to a script. Each seed leaves some kinds of trouble out, so that one does not hide another.

use super::rng::Rng;
use super::script::{Fate, Script, Step};

/// How long scripts are.
#[derive(Clone, Copy, Debug)]
pub struct Length(pub usize);

impl Default for Length {
    fn default() -> Self {
        Self(70)
    }
}

/// Which kinds of trouble a seed has.
struct Mix {
    network: bool,
    crashes: bool,
    device_restores: bool,
    clones: bool,
    server_restores: bool,
    members: bool,
    grants: bool,
    clocks: bool,
    erasing: bool,
    referrals: bool,
}

impl Script {
    /// The script of a seed.
    pub fn of_seed(seed: u64, length: Length) -> Self {
        let mut rng = Rng::new(seed ^ 0x6a6f_6e61_6b69);
        let mix = Mix {
            network: rng.chance(75),
            crashes: rng.chance(50),
            device_restores: rng.chance(35),
            clones: rng.chance(20),
            server_restores: rng.chance(40),
            members: rng.chance(50),
            grants: rng.chance(60),
            clocks: rng.chance(30),
            erasing: rng.chance(15),
            // Asked of its own stream: seeds without referrals mean what they meant before there were any.
            referrals: Rng::new(seed ^ 0x7265_6665_7273).chance(50),
        };
        let mut steps = Vec::new();
        while steps.len() < length.0 {
            step(&mut rng, &mix, &mut steps);
        }
        if mix.referrals && rng.chance(35) {
            // Nobody does anything any more: what only time ends has ended. Who was invited has come by then.
            steps.extend((0..16).map(|device| Step::Sync { device }));
            steps.push(Step::Pass { seconds: 40 * 24 * 3_600 });
        }
        Self { seed, steps }
    }
}

fn step(rng: &mut Rng, mix: &Mix, steps: &mut Vec<Step>) {
    let device = rng.byte(16);
    if mix.referrals && rng.chance(35) {
        refer(rng, device, steps);
        return;
    }
    match rng.below(100) {
        0..42 => work(rng, mix, device, steps),
        42..78 => exchange(rng, mix, device, steps),
        78..84 => steps.push(Step::Pass { seconds: rng.below(5_000) as u32 }),
        84..92 if mix.crashes => steps.push(match rng.below(5) {
            0 => Step::Crash { device },
            1 => Step::Fail {},
            2 => Step::Break { at: rng.byte(255) },
            _ => Step::Torn { at: rng.byte(255) },
        }),
        92..95 => restore(rng, mix, device, steps),
        95..98 => membership(rng, mix, device, steps),
        _ if mix.clocks => {
            steps.push(Step::Skew { device, seconds: rng.below(14_400) as i32 - 7_200 });
        }
        _ => {}
    }
}

fn work(rng: &mut Rng, mix: &Mix, device: u8, steps: &mut Vec<Step>) {
    let case = rng.byte(32);
    steps.push(match rng.below(100) {
        0..25 => Step::Report { device },
        25..55 => Step::Edit { device, case, field: rng.byte(10), width: 1 + rng.byte(3) },
        55..67 => Step::Note { device, case },
        67..74 => Step::Status { device, case, kind: rng.byte(7) },
        74..82 => Step::View { device, case },
        82..90 => Step::Resolve { device, case, choice: rng.byte(3) },
        90..96 if mix.grants => Step::Grant { device, case, organisation: rng.byte(2), set: 1 + rng.byte(7) },
        96..99 if mix.grants => Step::Withdraw { device, case, organisation: rng.byte(2) },
        99 if mix.erasing => Step::Erase { device, case },
        _ => Step::Note { device, case },
    });
}

/// What somebody does about a referral; without a consent there is none.
fn refer(rng: &mut Rng, device: u8, steps: &mut Vec<Step>) {
    let (case, referral) = (rng.byte(32), rng.byte(16));
    let organisation = rng.byte(2);
    match rng.below(100) {
        0..12 => steps.push(Step::Agree { device, case, days: rng.byte(30) }),
        12..16 => steps.push(Step::Disagree { device, case }),
        16..19 => steps.push(Step::Exclude { device, case, organisation }),
        19..44 => {
            steps.push(Step::Agree { device, case, days: 1 + rng.byte(60) });
            steps.push(Step::Refer { device, case, organisation, how: rng.byte(255) });
            // What nobody hears of nobody answers.
            steps.extend([Step::Sync { device: rng.byte(16) }, Step::Sync { device: rng.byte(16) }]);
        }
        44..52 => steps.push(Step::Refer { device, case, organisation, how: rng.byte(255) }),
        52..80 => steps.push(Step::Answer { device, referral, kind: rng.byte(16) }),
        80..84 => steps.push(Step::Recall { device, referral }),
        84..90 => steps.push(Step::Remark { device, referral }),
        90..96 => steps.push(Step::Look { device, referral }),
        _ => steps.push(Step::Pass { seconds: rng.below(3 * 24 * 3_600) as u32 }),
    }
}

fn exchange(rng: &mut Rng, mix: &Mix, device: u8, steps: &mut Vec<Step>) {
    if !mix.network || rng.chance(45) {
        steps.push(Step::Sync { device });
        return;
    }
    match rng.below(10) {
        0 => steps.push(Step::Arrive { which: rng.byte(16) }),
        1 => steps.push(Step::Replay { which: rng.byte(255) }),
        2..4 => steps.push(Step::Hear { device, fate: fate(rng) }),
        4..7 => {
            steps.push(Step::Ask { device, budget: rng.byte(4), fate: fate(rng) });
            steps.push(Step::Hear { device, fate: fate(rng) });
        }
        _ => steps.push(Step::Ask { device, budget: rng.byte(4), fate: fate(rng) }),
    }
}

fn fate(rng: &mut Rng) -> Fate {
    match rng.below(10) {
        0 => Fate::Drop,
        1 => Fate::Late,
        2 => Fate::Twice,
        3 => Fate::Cut(rng.byte(255)),
        4 => Fate::Flip(rng.byte(255)),
        _ => Fate::Whole,
    }
}

fn restore(rng: &mut Rng, mix: &Mix, device: u8, steps: &mut Vec<Step>) {
    let which = rng.byte(8);
    match rng.below(8) {
        0..2 if mix.device_restores => steps.push(Step::Snapshot { device }),
        2..4 if mix.device_restores => steps.push(Step::Restore { device, which }),
        4 if mix.clones => steps.push(Step::Clone { device }),
        5 if mix.server_restores => steps.push(Step::Backup {}),
        6..8 if mix.server_restores => steps.push(Step::Revert { which }),
        _ => {}
    }
}

fn membership(rng: &mut Rng, mix: &Mix, device: u8, steps: &mut Vec<Step>) {
    if !mix.members {
        return;
    }
    steps.push(match rng.below(3) {
        0 => Step::Remove { device, member: rng.byte(16) },
        _ => Step::Join { device, role: rng.byte(8) },
    });
}
