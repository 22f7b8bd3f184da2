//! What waits for a coordinator who has 10,000 cases under way.

use super::{DAY, agreed, ask, provider};
use crate::bench::Failure;
use crate::bench::bytes::team;
use crate::bench::figure::{Figures, median_ms};
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::{Device, World};
use jonaki_core::protocol::{OrganisationId, RecordId, decode, encode};
use jonaki_core::referral::Header;
use jonaki_core::{Answer, Disclosed, NewTask, QueueFilter, Report, Triage};
use rand_chacha::rand_core::Rng as _;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeMap;

const CASES: usize = 10_000;
/// Cases that are made as people make them; the others' rows are copies of theirs.
const MADE: usize = 20;
/// Tables that the lists are read from, with the column that names the record.
const TABLES: [(&str, &str); 4] =
    [("case_row", "record"), ("referral", "record"), ("task", "record"), ("waiting", "record")];

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    let mut world = World::new(25);
    let (mut founder, mut coordinator, _) = team(&mut world)?;
    let (shelter, mut provider) = provider(&mut world, &mut founder, "Shelter")?;
    world.sync(&mut coordinator)?;
    let cases = cases(&mut world, &mut coordinator, &mut provider, shelter)?;
    copy(&world, &coordinator, &cases)?;
    let client = coordinator.client();
    let queue = client.queue(&QueueFilter::default(), 50)?;
    let of_each = CASES / MADE;
    let waits = [
        queue.overdue.count,
        queue.without_help.count,
        queue.urgent.count,
        queue.new.count,
        queue.questions.count,
        queue.tasks.count,
    ];
    if waits != [of_each; 6] {
        return Err(format!("{waits:?} wait where {of_each} of each should").into());
    }
    if client.due(50)?.iter().filter(|due| due.referral.is_some()).count() == 0 {
        return Err("no overdue referral is due".into());
    }
    let due = median_ms(51, |_| drop(client.due(50)));
    figures.at_most("overdue_list (what is due, 10,000 cases)", (due, "ms"), 0.0, 20.0);
    let queue = median_ms(51, |_| drop(client.queue(&QueueFilter::default(), 50)));
    figures.at_most("whole_queue (every section, 10,000 cases)", (queue, "ms"), 0.0, 20.0);
    Ok(())
}

/// Cases of two days ago: of each of these one, the others' children are in a provider's hands; the last has a task that is due.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Story {
    Unanswered,
    Declined,
    DeclinedThenTaken,
    New,
    InDanger,
    Question,
    Taken,
}

const STORIES: [Story; 6] = [
    Story::Unanswered,
    Story::Declined,
    Story::DeclinedThenTaken,
    Story::New,
    Story::InDanger,
    Story::Question,
];

fn story(number: usize) -> Story {
    STORIES.get(number).copied().unwrap_or(Story::Taken)
}

fn cases(
    world: &mut World,
    coordinator: &mut Device,
    provider: &mut Device,
    to: OrganisationId,
) -> Result<Vec<(RecordId, Vec<RecordId>)>, Failure> {
    let mut source = Synthetic::new(25, Vocabulary::Evaluation);
    let mut made = Vec::new();
    for number in 0..MADE {
        world.clock.pass(60);
        let (client, story) = (coordinator.client(), story(number));
        let immediate_danger = Some(story == Story::InDanger);
        let case = client.report(&Report { immediate_danger, ..source.typical() })?;
        let asked = match story {
            Story::New | Story::InDanger => 0,
            Story::DeclinedThenTaken => 2,
            _ => 1,
        };
        let mut referrals = Vec::new();
        if asked > 0 {
            let consent = agreed(client, &world.clock, case)?;
            for _ in 0..asked {
                referrals.push(client.refer(case, &ask(to, consent, Disclosed::Least))?);
            }
        }
        if story == Story::Question {
            client.triage(case, &Triage::NeedsInformation("মেয়েটি এখন কোথায়?".to_owned()))?;
        }
        made.push((case, referrals));
    }
    world.sync(coordinator)?;
    world.sync(provider)?;
    for (number, (_, referrals)) in made.iter().enumerate() {
        for (place, id) in referrals.iter().enumerate() {
            let decline = Answer::Decline("no_capacity".to_owned());
            let answer = match (story(number), place) {
                (Story::Unanswered, _) => continue,
                (Story::Declined, _) | (Story::DeclinedThenTaken, 0) => decline,
                _ => Answer::Accept,
            };
            provider.client().answer_referral(*id, &answer, None)?;
        }
    }
    world.sync(provider)?;
    world.sync(coordinator)?;
    let task = NewTask {
        kind: "phone_call".to_owned(),
        due: "2026-03-02".to_owned(),
        repeats: None,
        assigned: None,
        referral: None,
        text: None,
    };
    let (case, _) = made.last().ok_or("no case")?;
    coordinator.client().add_task(*case, &task)?;
    world.clock.pass(2 * DAY);
    coordinator.client().run_rules()?;
    Ok(made)
}

/// Copies the rows of cases and referrals under ids of their own, until there are enough.
fn copy(world: &World, device: &Device, cases: &[(RecordId, Vec<RecordId>)]) -> Result<(), Failure> {
    let mut rng = world.seeds.stream();
    let mut fresh = || {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        RecordId::from_bytes(bytes)
    };
    let connection = device.write();
    connection.execute_batch("BEGIN")?;
    for _ in 1..CASES / MADE {
        for (case, referrals) in cases {
            let copied = fresh();
            copy_rows(&connection, (*case, copied), copied)?;
            for referral in referrals {
                copy_rows(&connection, (*referral, fresh()), copied)?;
            }
        }
    }
    connection.execute_batch("COMMIT")?;
    Ok(())
}

/// Copies everything of a record for another one, which belongs to this case.
fn copy_rows(
    connection: &Connection,
    (from, to): (RecordId, RecordId),
    case: RecordId,
) -> Result<(), Failure> {
    for (table, key) in TABLES {
        let mut statement = connection.prepare_cached(&format!("SELECT * FROM {table} WHERE {key} = ?1"))?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let rows = statement.query_map([from.as_bytes()], |row| {
            let cells = columns.iter().map(|column| Ok((column.clone(), row.get(column.as_str())?)));
            cells.collect::<rusqlite::Result<BTreeMap<String, Value>>>()
        })?;
        for mut cells in rows.collect::<Result<Vec<_>, _>>()? {
            cells.insert(key.to_owned(), Value::Blob(to.as_bytes().to_vec()));
            if let Some(Value::Blob(header)) = cells.get("header") {
                let header = Header { case, ..decode(header).map_err(|code| code.to_string())? };
                cells.insert("header".to_owned(), Value::Blob(encode(&header)));
                cells.insert("case_record".to_owned(), Value::Blob(case.as_bytes().to_vec()));
            }
            let names = cells.keys().cloned().collect::<Vec<_>>().join(", ");
            let places = vec!["?"; cells.len()].join(", ");
            let sql = format!("INSERT INTO {table} ({names}) VALUES ({places})");
            connection.prepare_cached(&sql)?.execute(params_from_iter(cells.values()))?;
        }
    }
    Ok(())
}
