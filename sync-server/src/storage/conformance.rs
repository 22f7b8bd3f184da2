//! The behaviour that every engine must show, as one suite.

use super::{
    BatchRow, Delivery, DeliveryKind, DocumentRow, Ending, EntryRow, ItemRow, RecordRow, ReferralRow,
    Storage, StorageError,
};
use jonaki_protocol::{
    ChainPosition, Code, Compartment, CompartmentSet, DeviceId, Digest, EntryId, KeyId, LogId,
    OrganisationId, Principal, ProgrammeId, RecordId, SignPublic, Timestamp,
};

/// Stamps the conformance suite onto an engine: `storage_conformance!(name, make)` where `make()` gives an empty one.
#[macro_export]
macro_rules! storage_conformance {
    ($name:ident, $make:expr) => {
        mod $name {
            #[test]
            fn keeps_what_every_engine_must_keep() {
                $crate::storage::run_conformance(&mut || Box::new($make));
            }
        }
    };
}

/// Runs the suite; panics where the engine differs.
#[doc(hidden)]
pub fn run(make: &mut dyn FnMut() -> Box<dyn Storage>) {
    for test in [founding, log, documents, referrals, feeds, rollback, restore, erasure] {
        let mut storage = make();
        test(storage.as_mut());
    }
}

const PROGRAMME: ProgrammeId = ProgrammeId::from_bytes([1; 16]);
const DEVICE: DeviceId = DeviceId::from_bytes([2; 16]);
const RECORD: RecordId = RecordId::from_bytes([3; 16]);
const LOG: LogId = LogId::from_bytes([4; 16]);

fn digest(byte: u8) -> Digest {
    Digest::from_bytes([byte; 32])
}

fn found(storage: &mut dyn Storage) {
    storage.add_founding_code(&digest(9)).expect("a code");
    let root = SignPublic::from_bytes([5; 32]);
    storage
        .write(PROGRAMME, &mut |tx| {
            assert!(tx.found(&digest(9), &root, LOG)?);
            Ok(())
        })
        .expect("founded");
}

fn founding(storage: &mut dyn Storage) {
    let root = SignPublic::from_bytes([5; 32]);
    storage
        .write(PROGRAMME, &mut |tx| {
            assert!(!tx.found(&digest(9), &root, LOG)?, "no code, no programme");
            assert_eq!(tx.head()?, None);
            Ok(())
        })
        .expect("refused in peace");
    found(storage);
    let again = storage.write(PROGRAMME, &mut |tx| {
        assert!(!tx.found(&digest(9), &root, LOG)?, "a code works once");
        Ok(())
    });
    assert_eq!(again, Ok(()));
    assert_eq!(storage.programmes().expect("programmes").len(), 1);
}

fn batch(byte: u8) -> BatchRow {
    BatchRow {
        id: 0,
        hash: digest(byte),
        device: DEVICE,
        n: u64::from(byte),
        header: vec![byte; 10],
        count: 2,
        hidden: vec![digest(7)],
    }
}

fn item(position: u16, byte: u8) -> ItemRow {
    ItemRow {
        position,
        hash: digest(byte),
        kind: 0,
        record: Some(RECORD),
        compartment: Some(Compartment::Card),
        body: Some(vec![byte; 5]),
        verdict: None,
    }
}

fn log(storage: &mut dyn Storage) {
    found(storage);
    storage
        .write(PROGRAMME, &mut |tx| {
            let id = tx.put_batch(&batch(1))?;
            assert_eq!(tx.put_batch(&BatchRow { hidden: Vec::new(), ..batch(1) })?, id, "once per hash");
            tx.put_item(id, &item(0, 20))?;
            tx.put_item(id, &ItemRow { verdict: Some(Code::Shadow), body: None, ..item(1, 21) })?;
            let entry = EntryRow {
                number: 1,
                batch: id,
                admitted: vec![0],
                head: digest(30),
                time: Timestamp(1_700_000_000),
            };
            tx.append(&entry)?;
            assert_eq!(tx.entry(1)?, Some(entry.clone()));
            assert_eq!(tx.entries_of(id)?, vec![entry]);
            let head = tx.head()?.ok_or(StorageError::Damaged)?;
            assert_eq!((head.log, head.size, head.hash), (LOG, 1, digest(30)));
            let kept = tx.batch_by_hash(&digest(1))?.ok_or(StorageError::Damaged)?;
            assert_eq!(kept, BatchRow { id, hidden: Vec::new(), ..batch(1) });
            assert_eq!(tx.items(id)?.len(), 2);
            assert_eq!(tx.admitted(&digest(20))?, Some((id, 0)));
            assert_eq!(tx.admitted(&digest(21))?, None, "refused is not admitted");
            assert_eq!(tx.chain(&DEVICE)?, ChainPosition::START);
            tx.set_chain(&DEVICE, &ChainPosition { n: 1, hash: digest(1) })?;
            assert_eq!(tx.chain(&DEVICE)?.n, 1);
            Ok(())
        })
        .expect("a log");
    let twice = storage.write(PROGRAMME, &mut |tx| {
        let entry = EntryRow { number: 1, batch: 1, admitted: vec![], head: digest(31), time: Timestamp(0) };
        tx.append(&entry)
    });
    assert!(twice.is_err(), "an entry is never written twice");
}

fn case(id: RecordId) -> RecordRow {
    RecordRow { id, creator: DEVICE, epoch: None, digest: u64::MAX, erased: false, referral: None }
}

fn documents(storage: &mut dyn Storage) {
    found(storage);
    storage
        .write(PROGRAMME, &mut |tx| {
            assert_eq!(tx.record(&RECORD)?, None);
            let row = case(RECORD);
            tx.put_record(&row)?;
            assert_eq!(tx.record(&RECORD)?, Some(row));
            let document = DocumentRow { state: Some(vec![1, 2]), digest: 1 << 63 };
            tx.put_document(&RECORD, Compartment::Card, &document)?;
            assert_eq!(tx.document(&RECORD, Compartment::Card)?, Some(document));
            assert_eq!(tx.document(&RECORD, Compartment::Safety)?, None);
            let set = CompartmentSet::EMPTY.with(Compartment::Account);
            tx.set_access(&RECORD, &Principal::Device(DEVICE), set)?;
            assert_eq!(tx.access(&RECORD)?, vec![(Principal::Device(DEVICE), set)]);
            tx.set_access(&RECORD, &Principal::Device(DEVICE), CompartmentSet::EMPTY)?;
            assert!(tx.access(&RECORD)?.is_empty());
            let key = KeyId::of(&digest(8));
            assert!(!tx.has_key(&RECORD, Compartment::Account, key)?);
            tx.add_key(&RECORD, Compartment::Account, key)?;
            assert!(tx.has_key(&RECORD, Compartment::Account, key)?);
            assert!(!tx.has_key(&RECORD, Compartment::Identity, key)?);
            let place = (&RECORD, Compartment::Card);
            tx.set_pending(place, (5, 1), Some(&DEVICE))?;
            assert_eq!(tx.pending(&RECORD, Compartment::Card)?, vec![(5, 1, DEVICE)]);
            tx.set_pending(place, (5, 1), None)?;
            assert!(tx.pending(&RECORD, Compartment::Card)?.is_empty());
            Ok(())
        })
        .expect("documents");
}

fn referrals(storage: &mut dyn Storage) {
    found(storage);
    let (one, other) = (RecordId::from_bytes([40; 16]), RecordId::from_bytes([41; 16]));
    let to = OrganisationId::from_bytes([43; 16]);
    let referral = |expires| ReferralRow {
        case: RECORD,
        from: OrganisationId::from_bytes([42; 16]),
        to,
        consent: EntryId::from_bytes([44; 12]),
        expires,
        waits: true,
        ended: None,
        held: false,
    };
    storage
        .write(PROGRAMME, &mut |tx| {
            tx.put_record(&case(RECORD))?;
            for (id, expires) in [(other, 30), (one, 20)] {
                let row = RecordRow { referral: Some(referral(expires)), ..case(id) };
                tx.put_record(&row)?;
                assert_eq!(tx.record(&id)?, Some(row));
            }
            assert_eq!(tx.record(&RECORD)?.and_then(|row| row.referral), None, "a case is none");
            assert_eq!(tx.referrals_of(&RECORD)?, [one, other]);
            assert!(tx.referrals_of(&one)?.is_empty());
            assert_eq!(tx.expired_to(&to, 31, 9)?, [one, other], "the first to expire comes first");
            assert_eq!(tx.expired_to(&to, 31, 1)?, [one]);
            assert_eq!(tx.expired_to(&to, 30, 9)?, [one], "not in the second in which it does");
            assert!(tx.expired_to(&referral(0).from, 31, 9)?.is_empty(), "only to whom they are");
            for ended in [Ending::Itself, Ending::Case] {
                let over = ReferralRow { waits: false, ended: Some(ended), held: true, ..referral(20) };
                let row = RecordRow { referral: Some(over), ..case(one) };
                tx.put_record(&row)?;
                assert_eq!(tx.record(&one)?, Some(row));
            }
            assert_eq!(tx.expired_to(&to, 31, 9)?, [other], "what is over does not expire");
            tx.put_record(&RecordRow { epoch: Some(1), ..case(one) })?;
            assert!(tx.record(&one)?.is_some_and(|row| row.referral.is_some()), "and stays a referral");
            Ok(())
        })
        .expect("referrals");
}

fn delivery(batch: i64, position: u16) -> Delivery {
    Delivery {
        at: 0,
        kind: DeliveryKind::Item,
        entry: 1,
        batch,
        position,
        record: None,
        compartments: CompartmentSet::EMPTY,
    }
}

fn feeds(storage: &mut dyn Storage) {
    found(storage);
    let one = Principal::Device(DEVICE);
    storage
        .write(PROGRAMME, &mut |tx| {
            for position in 0..5 {
                assert_eq!(tx.deliver(&one, &delivery(1, position))?, u64::from(position) + 1, "gapless");
            }
            assert_eq!(tx.deliver(&Principal::Everyone, &delivery(1, 0))?, 1, "each feed counts for itself");
            assert!(tx.was_delivered(&one, 1, 4)? && !tx.was_delivered(&one, 1, 5)?);
            let page = tx.deliveries(&one, 2, 2)?;
            assert_eq!(page.iter().map(|row| row.at).collect::<Vec<_>>(), [3, 4]);
            assert!(tx.deliveries(&one, u64::MAX, 2)?.is_empty(), "a cursor is whatever a device says");
            assert_eq!(tx.last_at(&one)?, 5);
            Ok(())
        })
        .expect("feeds");
}

fn rollback(storage: &mut dyn Storage) {
    found(storage);
    let failed = storage.write(PROGRAMME, &mut |tx| {
        tx.put_batch(&batch(1))?;
        tx.deliver(&Principal::Everyone, &delivery(1, 0))?;
        Err(StorageError::Damaged)
    });
    assert_eq!(failed, Err(StorageError::Damaged));
    storage
        .read(PROGRAMME, &mut |tx| {
            assert_eq!(tx.batch_by_hash(&digest(1))?, None);
            assert_eq!(tx.last_at(&Principal::Everyone)?, 0);
            Ok(())
        })
        .expect("nothing of it is left");
}

fn restore(storage: &mut dyn Storage) {
    found(storage);
    storage
        .write(PROGRAMME, &mut |tx| tx.deliver(&Principal::Everyone, &delivery(1, 0)).map(drop))
        .expect("delivered");
    let next = LogId::from_bytes([14; 16]);
    storage.new_life(Timestamp(77), &mut || next).expect("a new life");
    assert_eq!(storage.programmes().expect("programmes")[0].backup_time, Some(Timestamp(77)));
    storage
        .read(PROGRAMME, &mut |tx| {
            assert_eq!(tx.head()?.map(|head| head.log), Some(next));
            assert_eq!(tx.lineage(&LOG, &Principal::Everyone)?, Some(1));
            assert_eq!(tx.lineage(&LOG, &Principal::Device(DEVICE))?, Some(0));
            assert_eq!(tx.lineage(&LogId::from_bytes([15; 16]), &Principal::Everyone)?, None);
            Ok(())
        })
        .expect("lineage");
}

fn erasure(storage: &mut dyn Storage) {
    found(storage);
    storage
        .write(PROGRAMME, &mut |tx| {
            let id = tx.put_batch(&batch(1))?;
            tx.put_item(id, &item(0, 20))?;
            tx.put_document(&RECORD, Compartment::Card, &DocumentRow::default())?;
            tx.erase_record(&RECORD)?;
            assert_eq!(tx.document(&RECORD, Compartment::Card)?, None);
            let items = tx.record_items(&RECORD)?;
            assert_eq!(items.len(), 1);
            assert!(!items[0].stands, "its body is gone");
            let row = tx.item(id, 0)?.expect("the row");
            assert_eq!((row.body.as_ref(), row.hash), (None, digest(20)), "the hash stays");
            assert_eq!((tx.record_size(&RECORD)?, tx.item(id, 1)?), (1, None));
            Ok(())
        })
        .expect("erased");
}
