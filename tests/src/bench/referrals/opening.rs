//! Opening a case that much happened to.

use super::{agreed, ask, provider};
use crate::bench::Failure;
use crate::bench::bytes::team;
use crate::bench::figure::{Figures, median_ms};
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::World;
use jonaki_core::protocol::{CaseId, OrganisationId};
use jonaki_core::referral::{FieldGroup, FieldGroups};
use jonaki_core::{Client, Disclosed, StatusChange};

const EVENTS: usize = 200;
const REFERRALS: usize = 20;

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    let mut world = World::new(22);
    let (mut founder, mut coordinator, mut reporter) = team(&mut world)?;
    let (shelter, _) = provider(&mut world, &mut founder, "Shelter")?;
    let mut source = Synthetic::new(22, Vocabulary::Evaluation);
    let report = source.typical();
    let (quiet, busy) = (reporter.client().report(&report)?, reporter.client().report(&report)?);
    world.sync(&mut reporter)?;
    world.sync(&mut coordinator)?;
    for case in [quiet, busy] {
        coordinator.client().case(case)?;
    }
    fill(&world, coordinator.client(), busy, shelter)?;
    world.clock.pass(60);
    world.sync(&mut coordinator)?;
    let view = coordinator.client().case(busy)?;
    if view.events.len() < EVENTS {
        return Err(format!("only {} events", view.events.len()).into());
    }
    let (mut few, mut many) = (Vec::new(), Vec::new());
    for _ in 0..101 {
        for (case, times) in [(quiet, &mut few), (busy, &mut many)] {
            times.push(median_ms(1, |_| drop(coordinator.client().case(case))));
        }
    }
    few.sort_by(f64::total_cmp);
    many.sort_by(f64::total_cmp);
    figures.times_floor("case_with_referrals_open (200 events, 20 referrals / none)", many[50], few[50], 2.0);
    Ok(())
}

/// Months of work on a case, each step as a person takes it.
fn fill(world: &World, client: &mut Client, case: CaseId, to: OrganisationId) -> Result<(), Failure> {
    let consent = agreed(client, &world.clock, case)?;
    let fields = || Disclosed::Groups(FieldGroups::EMPTY.with(FieldGroup::Situation).with(FieldGroup::Name));
    for number in 0.. {
        world.clock.pass(3 * 3600);
        if number < REFERRALS {
            client.refer(case, &ask(to, consent, fields()))?;
        } else if client.peek(case)?.events.len() >= EVENTS {
            return Ok(());
        } else {
            let next = [StatusChange::OnHold("other".to_owned()), StatusChange::Reopened];
            client.set_status(case, &next[number % next.len()])?;
        }
    }
    Ok(())
}
