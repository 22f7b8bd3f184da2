//! The compact tables are what their sources say. `UPDATE_TABLES=1` (`cargo xtask reference`) writes them instead.

use jonaki_reference::sound;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

type Record = BTreeMap<String, String>;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// The rows of a source, by the names of its columns: comma-separated, with quotes as RFC 4180 has them.
pub(crate) fn source(name: &str) -> Vec<Record> {
    let text = fs::read_to_string(data(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut lines = text.lines().map(cells);
    let columns = lines.next().unwrap_or_default();
    let record = |cells: Vec<String>| {
        assert_eq!(cells.len(), columns.len(), "{name}: {cells:?}");
        columns.iter().cloned().zip(cells).collect()
    };
    lines.map(record).collect()
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = cells.last_mut().expect("a cell");
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cell.push(letter),
        }
    }
    assert!(!quoted, "a quote is open: {line}");
    cells
}

/// Rows of texts as one run of bytes: the layout is described in `src/rows.rs`.
fn rows(rows: &[Vec<Vec<u8>>], order: &[usize]) -> Vec<u8> {
    let short = |number: usize| u16::try_from(number).expect("a small number").to_le_bytes();
    let columns = rows.first().map_or(0, Vec::len);
    assert!(rows.iter().all(|row| row.len() == columns));
    let (mut ends, mut body) = (Vec::new(), Vec::new());
    for row in rows {
        row.iter().for_each(|text| body.extend(short(text.len())));
        row.iter().for_each(|text| body.extend(text));
        ends.extend(u32::try_from(body.len()).expect("a small table").to_le_bytes());
    }
    let order = order.iter().flat_map(|at| short(*at));
    [short(rows.len()), short(columns)].concat().into_iter().chain(ends).chain(order).chain(body).collect()
}

/// The keys of every spelling of a place: shown, as the source has it, others; and of what follows each first word, unless that
/// is only `Sadar`.
fn keys(spellings: &[&str]) -> Vec<u8> {
    let tails = spellings.iter().filter_map(|name| name.split_once(' ')).map(|(_, tail)| tail);
    let tails = tails
        .filter(|tail| !tail.starts_with("Sadar") && !tail.starts_with("সদর") && tail.chars().count() > 3);
    let mut found: Vec<Vec<u8>> = Vec::new();
    for name in spellings.iter().copied().chain(tails) {
        let key = sound::key(name);
        if !key.is_empty() && !found.contains(&key) {
            found.push(key);
        }
    }
    found.join(&b'|')
}

fn card_code(name: &str) -> String {
    let name = name.to_ascii_lowercase().replace('\'', "");
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

fn places() -> Vec<u8> {
    let mut better: BTreeMap<_, _> =
        source("places-names.csv").into_iter().map(|row| (row["code"].clone(), row)).collect();
    let mut table = Vec::new();
    for row in source("places.csv") {
        let better = better.remove(&row["code"]).unwrap_or_default();
        let other = |column: &str| better.get(column).filter(|text| !text.is_empty());
        let (english, bangla) =
            (other("name_en").unwrap_or(&row["name_en"]), other("name_bn").unwrap_or(&row["name_bn"]));
        let also = other("also").map_or(Vec::new(), |also| also.split('|').collect());
        let spellings =
            [&[english.as_str(), bangla, &row["name_en"], &row["name_bn"]], also.as_slice()].concat();
        let card = if row["level"] == "upazila" { String::new() } else { card_code(&row["name_en"]) };
        let texts = [row["code"].as_str(), bangla, english, &card].map(|text| text.as_bytes().to_vec());
        table.push([texts.as_slice(), &[keys(&spellings)]].concat());
    }
    assert!(better.is_empty(), "names of places that are not there: {:?}", better.keys());
    let level = |row: &Vec<Vec<u8>>| row[0].len().clamp(4, 7).div_ceil(2);
    table.sort_by_key(|row| (level(row), row[0].clone()));
    rows(&table, &(0..table.len()).collect::<Vec<_>>())
}

/// The rows that are offered first, then the retired ones, each in the order of the source; and how many are offered.
fn offered_first(rows: Vec<Record>) -> (Vec<Record>, usize) {
    let (offered, retired): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row["valid_to"].is_empty());
    let count = offered.len();
    (offered.into_iter().chain(retired).collect(), count)
}

fn texts(row: &Record, columns: &[&str]) -> Vec<Vec<u8>> {
    columns.iter().map(|column| row[*column].as_bytes().to_vec()).collect()
}

/// A table in the order given, searched by its first column.
fn searched(table: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let mut order: Vec<usize> = (0..table.len()).collect();
    order.sort_by_key(|at| &table[*at][0]);
    assert!(order.windows(2).all(|pair| table[pair[0]][0] < table[pair[1]][0]), "a code stands twice");
    rows(table, &order)
}

/// The lists of codes and the codes.
fn codes() -> (Vec<u8>, Vec<u8>) {
    let (mut lists, mut codes) = (Vec::new(), Vec::new());
    for list in source("code-lists.csv") {
        let (found, offered) = offered_first(source(&format!("codes/{}.csv", list["id"])));
        let span = [codes.len(), offered, found.len()];
        let span = span.iter().flat_map(|count| u16::try_from(*count).expect("a small list").to_le_bytes());
        let head = ["id", "version", "title_bn", "title_en", "htcds_field", "primero_field", "note"];
        lists.push([texts(&list, &head), vec![span.collect()]].concat());
        for row in found {
            let key = format!("{}/{}", list["id"], row["code"]).into_bytes();
            let rest = ["label_bn", "label_en", "valid_from", "valid_to", "htcds", "ctdc", "primero", "note"];
            codes.push([vec![key], texts(&row, &rest)].concat());
        }
    }
    (searched(&lists), searched(&codes))
}

fn helplines() -> Vec<u8> {
    let columns = [
        "number",
        "label_bn",
        "label_en",
        "open",
        "hours_bn",
        "hours_en",
        "about_bn",
        "about_en",
        "level",
        "valid_from",
        "valid_to",
        "note",
    ];
    let (rows, _) = offered_first(source("helplines.csv"));
    searched(&rows.iter().map(|row| texts(row, &columns)).collect::<Vec<_>>())
}

/// Compares, or writes when told to.
fn hold(name: &str, built: &[u8]) {
    if std::env::var_os("UPDATE_TABLES").is_some() {
        fs::write(data(name), built).expect("written");
        return;
    }
    let stored = fs::read(data(name)).unwrap_or_default();
    assert!(stored == built, "{name} is not what its source says: run `cargo xtask reference`");
}

#[test]
fn places_are_what_their_source_says() {
    hold("places.bin", &places());
}

#[test]
fn code_lists_are_what_their_sources_say() {
    let (lists, codes) = codes();
    hold("code-lists.bin", &lists);
    hold("codes.bin", &codes);
}

#[test]
fn helplines_are_what_their_source_says() {
    hold("helplines.bin", &helplines());
}

/// A file that no list names would be forgotten.
#[test]
fn every_source_of_codes_is_named() {
    let named: Vec<_> = source("code-lists.csv").iter().map(|list| format!("{}.csv", list["id"])).collect();
    for entry in fs::read_dir(data("codes")).expect("sources").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(named.contains(&name), "{name} is not in code-lists.csv");
    }
}
