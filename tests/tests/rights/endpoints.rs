//! Every endpoint, kind of item and part of a request for every role: `tests/data/endpoints.tsv`, row by row.

use super::attempts::{Play, ROLES, STRANGER, UNSIGNED};
use super::cast::COORDINATOR;
use jonaki_core::protocol::frame;
use jonaki_core::protocol::limits;
use jonaki_tests::served::{self, Served};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

const TABLE: &str = include_str!("../../data/endpoints.tsv");

struct Row {
    surface: &'static str,
    what: &'static str,
    cells: Vec<&'static str>,
}

fn table() -> Vec<Row> {
    let mut lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let columns: Vec<&str> = lines.next().expect("a heading").split('\t').skip(2).collect();
    assert_eq!(columns, ROLES);
    let rows = lines.map(|line| {
        let row: Vec<&'static str> = line.split('\t').collect();
        assert_eq!(row.len(), ROLES.len() + 2, "{line}");
        Row { surface: row[0], what: row[1], cells: row[2..].to_vec() }
    });
    rows.collect()
}

#[test]
fn every_endpoint_answers_every_role_as_the_table_says() {
    let rows = table();
    let is_route = |row: &&Row| row.surface.contains('/') && row.surface != "POST /v1/sync";
    let (routes, parts): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(is_route);
    let mut play = Play::new(parts.len());
    let mut wrong = Vec::new();
    for row in parts {
        for (role, expected) in ROLES.into_iter().zip(&row.cells) {
            let found = play.cell(row.surface, row.what, role);
            if found != *expected {
                wrong.push(format!("{} | {} | {role}: {found} instead of {expected}", row.surface, row.what));
            }
        }
    }
    play.check();
    let http = Http::new(play);
    for row in routes {
        for (role, expected) in ROLES.into_iter().zip(&row.cells) {
            let found = http.status(row, role).to_string();
            if found != *expected {
                wrong.push(format!("{} | {} | {role}: {found} instead of {expected}", row.surface, row.what));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The served router, with each role's token for the live stream.
struct Http {
    served: Served,
    tokens: Vec<(&'static str, Option<String>)>,
}

impl Http {
    fn new(mut play: Play) -> Self {
        // The router has the machine's clock.
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        let cast = &mut play.cast;
        cast.world.clock.pass(since.as_secs() as i64 - cast.world.clock.now().0);
        let mut token = |role: &'static str| {
            let body = play.body(role);
            data_encoding::BASE64URL_NOPAD.encode(&body)
        };
        let tokens = ROLES.map(|role| (role, (role != UNSIGNED).then(|| token(role)))).to_vec();
        let service = Arc::new(play.cast.world.take_service());
        Self { served: Served::start(service, Duration::from_secs(10)), tokens }
    }

    fn status(&self, row: &Row, role: &str) -> u16 {
        let (method, path) = row.surface.split_once(' ').expect("a method and a path");
        let token = self.tokens.iter().find(|(name, _)| *name == role).and_then(|(_, token)| token.clone());
        let authorization =
            token.map(|token| format!("Authorization: Jonaki {token}\r\n")).unwrap_or_default();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{authorization}\r\n");
        let address =
            if row.what == "on the operator's port" { self.served.metrics } else { self.served.address };
        let mut stream = served::connect(address);
        stream.write_all(head.as_bytes()).expect("sent");
        served::read_head(&mut stream).expect("an answer").status
    }
}

/// What stands in a source between a beginning and an end.
fn between<'a>(source: &'a str, start: &str, end: &str) -> &'a str {
    let from = source.find(start).expect("the beginning") + start.len();
    let to = source[from..].find(end).expect("the end");
    &source[from..from + to]
}

#[test]
fn every_route_kind_of_item_and_part_of_a_request_has_rows() {
    let surfaces: BTreeSet<&str> = table().iter().map(|row| row.surface).collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let http = include_str!("../../../sync-server/src/http.rs");
    for line in http.lines().filter(|line| line.contains(".route(\"")) {
        let path = between(line, ".route(\"", "\"");
        let method = if line.contains("post(") { "POST" } else { "GET" };
        known.insert(format!("{method} {path}"));
    }
    let item = include_str!("../../../core/protocol/src/item.rs");
    for line in between(item, "\nbodies! {", "\n}").lines() {
        let line = line.trim().trim_end_matches(';');
        if let Some((number, name)) = line.split_once(' ').filter(|(number, _)| number.parse::<u8>().is_ok())
        {
            let body =
                jonaki_core::protocol::Item { kind: number.parse().expect("a number"), body: Vec::new() };
            assert_ne!(body.parse().err(), Some(jonaki_core::protocol::Code::UnknownKind), "{name}");
            known.insert(name.to_owned());
        }
    }
    let kinds = (0..=u8::MAX).filter(|kind| {
        let item = jonaki_core::protocol::Item { kind: *kind, body: Vec::new() };
        item.parse().err() != Some(jonaki_core::protocol::Code::UnknownKind)
    });
    assert_eq!(
        kinds.count(),
        known.iter().filter(|name| !name.contains('/')).count(),
        "kinds are read right"
    );
    let request = include_str!("../../../core/protocol/src/sync.rs");
    for line in between(request, "pub struct Request {", "\n}").lines() {
        if let Some((name, _)) = line.trim().strip_prefix("pub ").and_then(|rest| rest.split_once(':')) {
            // Say how, not what: the same for everybody who may ask at all.
            if !["version", "time", "nonce", "budget"].contains(&name) {
                known.insert(name.to_owned());
            }
        }
    }
    assert!(known.len() > 20, "{known:?}");
    let missing: Vec<_> = known.iter().filter(|name| !surfaces.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "without rows in tests/data/endpoints.tsv: {missing:?}");
    let gone: Vec<_> = surfaces.iter().filter(|name| !known.contains(**name)).collect();
    assert!(gone.is_empty(), "rows for what there is not: {gone:?}");
}

#[test]
fn a_request_without_its_signature_is_the_same_request() {
    // What the column `unsigned` rests on: nothing but the signature differs.
    let mut play = Play::new(1);
    let (signed, unsigned) = (play.body(COORDINATOR), play.body(UNSIGNED));
    let plain = |body: &[u8]| frame::unpack(body, limits::REQUEST_BYTES).expect("a frame");
    let (signed, unsigned) = (plain(&signed), plain(&unsigned));
    assert_eq!(signed.len(), unsigned.len());
    assert!(unsigned.ends_with(&[0; 64]) && !signed.ends_with(&[0; 64]));
    assert!(!play.cast.peers.contains_key(STRANGER), "a stranger is a new one each time");
}
