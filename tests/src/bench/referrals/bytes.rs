//! What a referral and its answer cost on the wire.

use super::{agreed, ask, provider};
use crate::bench::Failure;
use crate::bench::bytes::{round, team};
use crate::bench::figure::Figures;
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::{Device, World};
use jonaki_core::{Answer, Disclosed, Report};

const REFERRALS: usize = 21;
/// What a provider needs to prepare for a child and to reach the family.
const FIELDS: [&str; 12] = [
    "concern_types",
    "phase",
    "immediate_danger",
    "number_of_children",
    "division",
    "district",
    "victim_sex",
    "victim_age_band",
    "upazila",
    "name_given",
    "father_name",
    "phone",
];

/// A typical report in which none of these fields is missing.
fn report(source: &mut Synthetic) -> Report {
    let report = source.typical();
    Report {
        upazila: report.upazila.or_else(|| Some("কালীগঞ্জ".to_owned())),
        father_name: report.father_name.or_else(|| Some("করিম কল্পিত".to_owned())),
        phone: report.phone.or_else(|| Some("01700000000".to_owned())),
        ..report
    }
}

/// The median request of a device that has nothing to say.
fn idle(world: &mut World, device: &mut Device) -> Result<f64, Failure> {
    let mut sizes = Vec::new();
    for _ in 0..REFERRALS {
        world.clock.pass(60);
        sizes.push(round(world, device)?.0);
    }
    Ok(median(sizes))
}

fn median(mut sizes: Vec<usize>) -> f64 {
    sizes.sort_unstable();
    sizes[sizes.len() / 2] as f64
}

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    let mut world = World::new(21);
    let (mut founder, mut coordinator, mut reporter) = team(&mut world)?;
    let (shelter, mut provider) = provider(&mut world, &mut founder, "Shelter")?;
    world.sync(&mut coordinator)?;
    let mut source = Synthetic::new(21, Vocabulary::Evaluation);
    let (mut asked, mut answered) = (Vec::new(), Vec::new());
    for _ in 0..REFERRALS {
        world.clock.pass(600);
        let case = reporter.client().report(&report(&mut source))?;
        world.sync(&mut reporter)?;
        world.sync(&mut coordinator)?;
        let consent = agreed(coordinator.client(), &world.clock, case)?;
        world.sync(&mut coordinator)?;
        world.clock.pass(600);
        let fields = Disclosed::Fields(FIELDS.into_iter().map(str::to_owned).collect());
        let id = coordinator.client().refer(case, &ask(shelter, consent, fields))?;
        asked.push(round(&mut world, &mut coordinator)?.0);
        world.sync(&mut coordinator)?;
        world.sync(&mut provider)?;
        // The first look files a view, which goes with the answer.
        let seen = provider.client().referral(id)?.fields.len();
        if seen != FIELDS.len() {
            return Err(format!("{seen} fields arrived").into());
        }
        provider.client().answer_referral(id, &Answer::Accept, None)?;
        answered.push(round(&mut world, &mut provider)?.0);
        world.sync(&mut provider)?;
    }
    let (asks, answers) = (idle(&mut world, &mut coordinator)?, idle(&mut world, &mut provider)?);
    figures.at_most(
        "referral_bytes (12 fields; beside one that brings nothing)",
        (median(asked), "B"),
        asks,
        900.0,
    );
    figures.at_most(
        "referral_answer_bytes (seen and accepted; likewise)",
        (median(answered), "B"),
        answers,
        350.0,
    );
    Ok(())
}
