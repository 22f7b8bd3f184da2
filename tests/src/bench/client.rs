//! The device: saving, opening, listing, searching.

use super::Failure;
use super::figure::{Figures, median_ms};
use crate::synthetic::{Synthetic, Vocabulary};
use crate::world::{Device, World};
use jonaki_core::{CaseQuery, Client};
use rusqlite::Connection;
use std::path::Path;

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    if figures.wants(&["save_report_time"]) {
        saving(figures)?;
    }
    if figures.wants(&["open_and_list_growth", "search_time"]) {
        opening(figures)?;
    }
    Ok(())
}

fn filled(world: &World, name: &str, cases: usize) -> Result<Device, Failure> {
    let mut device = world.found(world.device(name));
    let mut source = Synthetic::new(5, Vocabulary::Evaluation);
    for _ in 0..cases {
        world.clock.pass(30);
        device.client().report(&source.typical())?;
    }
    Ok(device)
}

/// A SQLCipher database with nothing of ours in it.
pub(super) fn bare(path: &Path) -> Result<Connection, Failure> {
    let connection = Connection::open(path)?;
    let key = "11".repeat(32);
    connection.execute_batch(&format!(
        "PRAGMA key = \"x'{key}'\"; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB);"
    ))?;
    Ok(connection)
}

fn saving(figures: &mut Figures) -> Result<(), Failure> {
    let world = World::new(5);
    let mut device = filled(&world, "saver", 20)?;
    let mut source = Synthetic::new(6, Vocabulary::Evaluation);
    let reports: Vec<_> = (0..200).map(|_| source.typical()).collect();
    let connection = bare(&world.folder.path().join("bare.db"))?;
    let body = vec![7_u8; 3_000];
    let mut failed = None;
    // In turn, so that a machine that slows down slows both.
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for report in &reports {
        ours.push(median_ms(1, |_| failed = device.client().report(report).err()));
        floor.push(median_ms(1, |_| {
            let _ = connection.execute("INSERT INTO t (b) VALUES (?1)", [&body]);
        }));
        if let Some(error) = failed.take() {
            return Err(error.into());
        }
    }
    ours.sort_by(f64::total_cmp);
    floor.sort_by(f64::total_cmp);
    figures.times_floor("save_report_time / bare SQLCipher insert with fsync", ours[100], floor[100], 3.0);
    Ok(())
}

fn opening(figures: &mut Figures) -> Result<(), Failure> {
    let world = World::new(6);
    let mut few = filled(&world, "few", 10)?;
    let mut many = filled(&world, "many", 10_000)?;
    let first_page =
        |client: &mut Client| client.cases(&CaseQuery { limit: 10, ..CaseQuery::default() }).map(drop);
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for _ in 0..21 {
        for (device, times) in [(&mut few, &mut small), (&mut many, &mut large)] {
            times.push(median_ms(1, |_| {
                world.restart(device);
                let _ = first_page(device.client());
            }));
        }
    }
    small.sort_by(f64::total_cmp);
    large.sort_by(f64::total_cmp);
    figures.times_floor("open_and_list_growth (10,000 cases / 10 cases)", large[10], small[10], 1.5);

    let searched = median_ms(51, |_| {
        let _ = many.client().search("নাজমা কল্পিত", 20);
    });
    let floor = bare_search(&world, &mut many)?;
    figures.times_floor("search_time / bare FTS5 query (10,000 cases)", searched, floor, 3.0);
    Ok(())
}

/// The same texts in a bare FTS5 table of a bare SQLCipher database, the same words, the first 20 with their text.
fn bare_search(world: &World, device: &mut Device) -> Result<f64, Failure> {
    let connection = bare(&world.folder.path().join("search.db"))?;
    connection.execute_batch(
        "CREATE VIRTUAL TABLE s USING fts5 (text, prefix = '2 3',
         tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\"); BEGIN;",
    )?;
    let mut after = None;
    loop {
        let page = device.client().cases(&CaseQuery { limit: 500, after, state: None, mine: false })?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for row in &page {
            let view = device.client().peek(row.id)?;
            let texts: Vec<&str> =
                view.fields.iter().filter_map(|field| field.current.value.as_text()).collect();
            connection.execute(
                "INSERT INTO s (text) VALUES (?1)",
                [jonaki_core::text::normalise_for_search(&texts.join("\n"))],
            )?;
        }
    }
    connection.execute_batch("COMMIT")?;
    let words = jonaki_core::text::normalise_for_search("নাজমা কল্পিত");
    let query = words.split(' ').map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ");
    let mut found = 0;
    let time = median_ms(51, |_| {
        if let Ok(mut statement) =
            connection.prepare_cached("SELECT text FROM s WHERE s MATCH ?1 ORDER BY rank LIMIT 20")
            && let Ok(rows) = statement.query_map([&query], |row| row.get::<_, String>(0))
        {
            found = rows.count();
        }
    });
    if found == 0 { Err("the bare query found nothing".into()) } else { Ok(time) }
}
