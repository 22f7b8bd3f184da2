//! Bytes and round trips.

use super::Failure;
use super::figure::Figures;
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::{Device, World};
use jonaki_core::protocol::{CaseId, Role, limits};
use jonaki_core::{Budget, FieldEdit, Scalar, SyncStep};

const WIDE: Budget = Budget { up: limits::REQUEST_BYTES / 2, down: limits::RESPONSE_BYTES };

/// A founder, a coordinator and a reporter who all have synced.
pub(super) fn team(world: &mut World) -> Result<(Device, Device, Device), Failure> {
    let mut founder = world.founder();
    world.sync(&mut founder)?;
    let mut coordinator = world.invited(&mut founder, "coordinator", Role::Coordinator);
    world.sync(&mut founder)?;
    world.sync(&mut coordinator)?;
    let mut reporter = world.invited(&mut founder, "reporter", Role::Reporter);
    world.sync(&mut reporter)?;
    Ok((founder, coordinator, reporter))
}

/// Files reports and brings them, as fast as the server lets one device: two seconds pass for each.
pub(super) fn bring(
    world: &mut World,
    device: &mut Device,
    source: &mut Synthetic,
    reports: usize,
) -> Result<(), Failure> {
    for number in 1..=reports {
        world.clock.pass(2);
        device.client().report(&source.typical())?;
        if number.is_multiple_of(200) || number == reports {
            world.sync(device)?;
        }
    }
    Ok(())
}

/// One round: size of request and answer, and whether more is to come.
pub(super) fn round(world: &mut World, device: &mut Device) -> Result<(usize, usize, SyncStep), Failure> {
    let body = device.client().sync_request(WIDE)?.body;
    let answer = world.exchange(&body);
    let (step, _) = device.client().sync_answer(answer.status, &answer.body)?;
    Ok((body.len(), answer.body.len(), step))
}

/// What the text of a report costs with nothing around it: its JSON under the dictionary.
fn floor(source: &mut Synthetic) -> Result<f64, Failure> {
    let json = serde_json::to_vec(&source.typical())?;
    Ok(jonaki_core::protocol::frame::pack(&json).len() as f64)
}

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    let names = [
        "report_bytes",
        "report_bytes_mean_of_100",
        "edit_bytes_card",
        "edit_bytes_sealed",
        "requests_push_and_pull",
        "nothing_new_bytes",
    ];
    if !figures.wants(&names) {
        return Ok(());
    }
    let mut world = World::new(1);
    let (_, mut coordinator, mut reporter) = team(&mut world)?;
    let mut source = Synthetic::new(1, Vocabulary::Evaluation);
    let bare = floor(&mut source)?;

    let mut sizes = Vec::new();
    for _ in 0..21 {
        world.clock.pass(600);
        reporter.client().report(&source.typical())?;
        sizes.push(round(&mut world, &mut reporter)?.0);
    }
    sizes.sort_unstable();
    figures.at_most("report_bytes (median of 21, alone)", (sizes[10] as f64, "B"), bare, 1_350.0);

    let mut cases: Vec<CaseId> = Vec::new();
    for _ in 0..100 {
        world.clock.pass(60);
        cases.push(reporter.client().report(&source.typical())?);
    }
    let (up, _, step) = round(&mut world, &mut reporter)?;
    let in_one = step == SyncStep::Done;
    figures.at_most("report_bytes_mean_of_100 (one request)", (up as f64 / 100.0, "B"), bare, 950.0);
    if !in_one {
        return Err("100 reports did not fit into one request".into());
    }

    world.sync(&mut coordinator)?;
    let set =
        |field: &str, value: &str| FieldEdit { field: field.to_owned(), value: Some(Scalar::from(value)) };
    for case in cases.iter().take(20) {
        world.clock.pass(60);
        coordinator.client().edit(
            *case,
            &[set("urgency", "high"), set("phase", "rescued"), set("consent_to_report", "yes")],
        )?;
    }
    let card = round(&mut world, &mut coordinator)?.0 as f64 / 20.0;
    figures.at_most("edit_bytes_card (3 fields, batch of 20)", (card, "B"), 12.0, 180.0);
    for (number, case) in cases.iter().skip(40).take(20).enumerate() {
        world.clock.pass(60);
        let phone = format!("0170000{number:04}");
        coordinator
            .client()
            .edit(*case, &[set("phone", &phone), set("id_type", "birth_reg"), set("address", "কালীগঞ্জ")])?;
    }
    let sealed = round(&mut world, &mut coordinator)?.0 as f64 / 20.0;
    figures.at_most("edit_bytes_sealed (3 fields, batch of 20)", (sealed, "B"), 40.0, 260.0);

    world.sync(&mut reporter)?;
    reporter.client().report(&source.typical())?;
    coordinator.client().edit(cases[0], &[set("phase", "escaped")])?;
    world.sync(&mut coordinator)?;
    let (_, _, step) = round(&mut world, &mut reporter)?;
    let requests = if step == SyncStep::Done { 1.0 } else { 2.0 };
    figures.at_most("requests_push_and_pull", (requests, "requests"), 1.0, 1.0);

    world.sync(&mut reporter)?;
    let (up, down, _) = round(&mut world, &mut reporter)?;
    // Two signatures are the least that a proven question and a proven answer cost.
    figures.at_most("nothing_new_bytes (request + response)", ((up + down) as f64, "B"), 128.0, 450.0);
    Ok(())
}
