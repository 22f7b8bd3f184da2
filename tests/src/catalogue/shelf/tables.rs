//! Tables of the directory of services, as a person finds them on a phone.

use super::Found;
use crate::catalogue::Answer;
use jonaki_core::services::{COLUMNS, Refused, template};

/// What, what must come of it, and the file.
pub(super) struct Table(pub(super) &'static str, pub(super) Answer, pub(super) fn() -> Found);

fn found(bytes: impl Into<Vec<u8>>) -> Found {
    Found::Table(bytes.into())
}

/// The columns, and these rows.
fn rows(rows: &[&str]) -> Found {
    let header = COLUMNS.join(",");
    found([&[header.as_str()], rows].concat().join("\r\n"))
}

/// A row of a service that is whole.
const WHOLE: &str =
    "S-1,নমুনা,Sample,ngo,S-1-1,নমুনা সেবা,Sample service,food_service,all,0,17,,,,all,24/7,bn,free";

pub(super) fn all() -> Vec<Table> {
    let refused = |refused| Answer::Table(refused);
    vec![
        Table("a table without any byte", refused(Refused::NotADirectory), || found([])),
        Table("a table of blank lines", refused(Refused::NotADirectory), || found("\r\n\r\n \r\n")),
        Table("a table of a byte order mark", refused(Refused::NotADirectory), || found("\u{feff}")),
        Table("a workbook in place of a table", refused(Refused::NotText), || {
            found([&b"PK\x03\x04\x14\0\x06\0\x08\0"[..], &[0xa5; 400]].concat())
        }),
        Table("a table in UTF-16", refused(Refused::NotText), || {
            let text = String::from_utf8_lossy(&template()).into_owned();
            found(
                [0xff, 0xfe]
                    .into_iter()
                    .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
                    .collect::<Vec<_>>(),
            )
        }),
        Table("a table with the letter NUL", refused(Refused::NotText), || rows(&["S-1,\0"])),
        Table("a table of another kind", refused(Refused::NotADirectory), || found("name,phone\r\nx,y\r\n")),
        Table("a table with a column twice", refused(Refused::ColumnTwice), || {
            found(format!("{},service_code\r\n", COLUMNS.join(",")))
        }),
        Table("a table with a quotation mark alone", refused(Refused::BrokenQuotes), || {
            rows(&[WHOLE, "S-1,\"নমুনা"])
        }),
        Table("a table of 201 columns", refused(Refused::TooLarge), || {
            found(format!("{}{}\r\n", COLUMNS.join(","), ",x".repeat(201 - COLUMNS.len())))
        }),
        Table("a table of 5,001 rows", refused(Refused::TooLarge), || rows(&[WHOLE; 5_001])),
        Table("a table one byte longer than allowed", refused(Refused::TooLarge), || {
            let mut bytes = template();
            bytes.resize((8 << 20) + 1, b' ');
            found(bytes)
        }),
        Table("a table with a cell of a million letters", Answer::Unread, || {
            rows(&[&WHOLE.replace("Sample service", &"x".repeat(1_000_000))])
        }),
        Table("a table with a service twice", Answer::Unread, || rows(&[WHOLE, WHOLE])),
        Table("a table with a code of no list", Answer::Unread, || {
            rows(&[&WHOLE.replace("food_service", "রান্না")])
        }),
        Table("a table with the age 99,999,999,999", Answer::Unread, || {
            rows(&[&WHOLE.replace(",17,", ",99999999999,")])
        }),
        Table("a table with more cells than columns", Answer::Unread, || {
            rows(&[&format!("{WHOLE}{}", ",x".repeat(60))])
        }),
        Table("a table of 4,000 services", Answer::Taken, || {
            let all: Vec<String> =
                (0..4_000).map(|number| WHOLE.replace("S-1-1", &format!("S-1-{number}"))).collect();
            rows(&all.iter().map(String::as_str).collect::<Vec<_>>())
        }),
    ]
}
