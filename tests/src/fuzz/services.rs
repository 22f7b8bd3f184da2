//! The directory of services: records of other organisations, and tables as people fill them in.

use super::Reached;
use super::input::Input;
use super::programme::{NOW, OURS, Programme, THEIRS};
use jonaki_core::services::{Hidden, Id, Index, Known, Organisation, Outcome, Plan, Query, Service, export};
use jonaki_protocol::directory::{MatchingRecord, RootRecord};
use jonaki_protocol::{Digest, Item, Listing, ListingFlag, RecordId};

/// The service that what the targets sign is about.
pub(super) const SERVICE: RecordId = RecordId::from_bytes([0x5e; 16]);

/// A record of the directory: one encoding; what is read is found, shown and written as a table.
pub fn listing(data: &[u8]) -> Reached {
    let Some((mode, bytes)) = data.split_first() else { return Reached::Refused };
    let taken = match mode % 3 {
        0 => service(bytes),
        1 => Hidden::decode(bytes).is_ok_and(|found| {
            assert_eq!(found.encode().as_deref(), Ok(bytes), "a hidden part has one encoding");
            assert!(!format!("{found:?}").contains("address: Some"), "a hidden address is printed");
            true
        }),
        _ => Organisation::decode(bytes).is_ok_and(|found| {
            assert_eq!(found.encode().as_deref(), Ok(bytes), "an organisation has one encoding");
            true
        }),
    };
    if taken { Reached::Taken } else { Reached::Refused }
}

fn service(bytes: &[u8]) -> bool {
    let Ok(found) = Service::decode(bytes) else { return false };
    assert_eq!(found.encode().as_deref(), Ok(bytes), "a service has one encoding");
    assert!(!(found.address_hidden && found.address.is_some()), "a hidden address in the open");
    let table = export(&[], std::slice::from_ref(&found), None);
    assert!(Plan::read(&table).is_ok(), "what is written as a table is a table");
    let id = found.id;
    let index = Index::new(Vec::new(), vec![found], &[], &[]);
    assert!(index.get(id, NOW.0).is_some());
    for text in [None, Some("আশ্রয়".to_owned()), Some("shelter".to_owned())] {
        let query = Query { text, open_at: Some(NOW.0), with_inactive: true, ..Query::new(NOW.0) };
        assert!(index.search(&query, 5).hits.len() <= 1);
    }
    true
}

/// A table as somebody saved it: refused as a whole or row by row; what is taken are records, and the same table written anew
/// says just that.
pub fn table(data: &[u8]) -> Reached {
    let Ok(plan) = Plan::read(data) else { return Reached::Refused };
    let rows = plan.rows().len();
    assert!(plan.rows().iter().all(|row| (row.outcome == Outcome::Faulty) != row.faults.is_empty()));
    let mut next = 0_u8;
    let taken = plan.apply(NOW.0, || {
        next = next.wrapping_add(1).max(1);
        let mut bytes = [next; 16];
        bytes[..8].copy_from_slice(&u64::from(next).to_be_bytes());
        Id::from_bytes(bytes)
    });
    assert!(taken.services.len() <= rows && taken.hidden.len() <= rows);
    for service in &taken.services {
        let bytes = service.encode().expect("what is taken fits into a record");
        assert_eq!(Service::decode(&bytes).as_ref(), Ok(service));
    }
    for organisation in &taken.organisations {
        let bytes = organisation.encode().expect("an organisation");
        assert_eq!(Organisation::decode(&bytes).as_ref(), Ok(organisation));
    }
    for hidden in &taken.hidden {
        let bytes = hidden.encode().expect("a hidden part");
        assert_eq!(Hidden::decode(&bytes).as_ref(), Ok(hidden));
    }
    if taken.services.is_empty() {
        return Reached::Refused;
    }
    if taken.services.len() < 200 {
        again(&taken.organisations, &taken.services, &taken.hidden);
    }
    Reached::Taken
}

/// What is written is read as it is.
fn again(organisations: &[Organisation], services: &[Service], hidden: &[Hidden]) {
    let written = export(organisations, services, Some(hidden));
    let known = Known { organisations, services, hidden, today: None };
    let plan = Plan::against(&written, &known).expect("what was written is a table");
    let same = plan.rows().iter().all(|row| row.outcome == Outcome::Same);
    assert!(same, "reading and writing changes rows: {:?}", plan.rows());
}

/// What a member, or the root, says of services and of who compares.
pub(super) fn any_shelf(input: &mut Input<'_>, world: &Programme) -> Item {
    let organisation = [OURS, THEIRS][input.below(2)];
    let number = 1 + u32::from(input.byte() % 3);
    match input.byte() % 4 {
        0 => {
            let commitment = Digest::from_bytes([input.byte(); 32]);
            let record = MatchingRecord { organisation: Some(organisation), number, commitment };
            RootRecord::Matching(record).sign(&world.root).to_item()
        }
        1 => ListingFlag { service: SERVICE, what: input.byte() % 8, number }.to_item(),
        choice => {
            let entry = input.part().to_vec();
            let listing = Listing { organisation, service: SERVICE, number, entry };
            if choice == 2 {
                listing.to_item()
            } else {
                RootRecord::Listing(listing).sign(&world.root).to_item()
            }
        }
    }
}
