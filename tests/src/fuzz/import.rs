//! Reports as JSON, one a line: what `jonaki report` and `jonaki import` read.

use super::Reached;
use super::client::{Still, link};
use super::input::Input;
use jonaki_core::{CaseQuery, Client, Error, Location, Report};
use jonaki_document::Edit;
use std::cell::RefCell;

/// Reports that one database takes.
const REPORTS: usize = 40;

thread_local! {
    static DEVICE: RefCell<Option<(Client, usize)>> = const { RefCell::new(None) };
}

fn device() -> Client {
    let host = Box::new(Still::new());
    let mut client = Client::open(Location::Memory, &[8; 32], b"here", host).expect("a database in memory");
    client.enrol(&link()).expect("enrolled");
    client
}

/// Lines of an import: each is a whole report that reads back as it was written, or an error and no report.
pub fn import(data: &[u8]) -> Reached {
    DEVICE.with_borrow_mut(|slot| {
        let (mut client, mut filed) = slot.take().unwrap_or_else(|| (device(), 0));
        let mut reached = Reached::Refused;
        let text = String::from_utf8_lossy(Input(data).0);
        for line in text.lines().filter(|line| !line.trim().is_empty()).take(4) {
            let Ok(report) = serde_json::from_str::<Report>(line) else { continue };
            let again = serde_json::to_string(&report).expect("a report is JSON");
            assert_eq!(serde_json::from_str::<Report>(&again).ok().as_ref(), Some(&report));
            if filed >= REPORTS {
                (client, filed) = (device(), 0);
            }
            if file(&mut client, &report, filed) {
                filed += 1;
                reached = Reached::Taken;
            }
        }
        *slot = Some((client, filed));
        reached
    })
}

fn count(client: &Client) -> usize {
    let query = CaseQuery { limit: 2 * REPORTS, ..CaseQuery::default() };
    client.cases(&query).expect("the list is read").len()
}

fn file(client: &mut Client, report: &Report, before: usize) -> bool {
    let case = match client.report(report) {
        Ok(case) => case,
        Err(error) => {
            assert!(matches!(error, Error::Field { .. } | Error::Refused(_)), "{error:?}");
            assert!(!error.english().is_empty());
            assert_eq!(count(client), before, "a report that failed is in the list");
            return false;
        }
    };
    assert_eq!(count(client), before + 1);
    let shown = client.peek(case).expect("what was saved is read");
    for (compartment, edits) in report.edits() {
        for edit in edits {
            if let Edit::Set { field, value } = edit {
                let found = shown.fields.iter().find(|it| it.field == field && it.compartment == compartment);
                assert_eq!(
                    found.map(|it| &it.current.value),
                    Some(&value),
                    "{field} is not what was written"
                );
            }
        }
    }
    let draft = client.save_draft(None, report).expect("a draft");
    assert_eq!(client.draft(draft).ok().as_ref(), Some(report));
    client.delete_draft(draft).expect("deleted");
    true
}
