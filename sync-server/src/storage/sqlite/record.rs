//! Records, documents, keys, access.

use super::{Column, Session, signed, unsigned};
use crate::storage::{DocumentRow, Ending, RecordItem, RecordRow, RecordTx, ReferralRow, Stored};
use jonaki_protocol::{
    Compartment, CompartmentSet, DeviceId, EntryId, KeyId, OrganisationId, Principal, RecordId,
};
use rusqlite::{OptionalExtension as _, Row, params};

impl RecordTx for Session<'_> {
    fn record(&mut self, id: &RecordId) -> Stored<Option<RecordRow>> {
        let sql = "SELECT creator, epoch, digest, erased, of_case, sender, receiver, consent, expires, waits,
                ended, held
            FROM record LEFT JOIN referral
                ON referral.programme = record.programme AND referral.record = record.id
            WHERE record.programme = ?1 AND id = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row(params![Column(self.programme), Column(*id)], |row| {
            Ok(RecordRow {
                id: *id,
                creator: row.get::<_, Column<DeviceId>>(0)?.0,
                epoch: u32::try_from(row.get::<_, i64>(1)?).ok(),
                digest: unsigned(row.get(2)?),
                erased: row.get(3)?,
                referral: referral(row, 4)?,
            })
        });
        Ok(found.optional()?)
    }

    fn put_record(&mut self, record: &RecordRow) -> Stored<()> {
        let sql = "INSERT INTO record (programme, id, creator, epoch, digest, erased)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (programme, id) DO UPDATE SET epoch = excluded.epoch, digest = excluded.digest,
                erased = excluded.erased";
        self.connection.prepare_cached(sql)?.execute(params![
            Column(self.programme),
            Column(record.id),
            Column(record.creator),
            record.epoch.map_or(-1, i64::from),
            signed(record.digest),
            record.erased
        ])?;
        let Some(referral) = record.referral else { return Ok(()) };
        let sql = "INSERT INTO referral
                (programme, record, of_case, sender, receiver, consent, expires, waits, ended, held)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT (programme, record) DO UPDATE SET waits = excluded.waits, ended = excluded.ended,
                held = excluded.held";
        self.connection.prepare_cached(sql)?.execute(params![
            Column(self.programme),
            Column(record.id),
            Column(referral.case),
            Column(referral.from),
            Column(referral.to),
            Column(referral.consent),
            referral.expires,
            referral.waits,
            referral.ended.map_or(0, |ended| ended as u8),
            referral.held
        ])?;
        Ok(())
    }

    fn referrals_of(&mut self, case: &RecordId) -> Stored<Vec<RecordId>> {
        let sql = "SELECT record FROM referral WHERE programme = ?1 AND of_case = ?2 ORDER BY record";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![Column(self.programme), Column(*case)], record_id)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn expired_to(&mut self, receiver: &OrganisationId, now: i64, limit: usize) -> Stored<Vec<RecordId>> {
        // Left alone, the planner walks all referrals.
        let sql = "SELECT record FROM referral INDEXED BY referral_waiting
            WHERE programme = ?1 AND receiver = ?2 AND waits = 1 AND expires < ?3 ORDER BY expires LIMIT ?4";
        let mut statement = self.connection.prepare_cached(sql)?;
        let params = params![Column(self.programme), Column(*receiver), now, limit];
        let rows = statement.query_map(params, record_id)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn document(&mut self, record: &RecordId, compartment: Compartment) -> Stored<Option<DocumentRow>> {
        let sql = "SELECT state, digest FROM document
            WHERE programme = ?1 AND record = ?2 AND compartment = ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let params = params![Column(self.programme), Column(*record), Column(compartment)];
        let found = statement
            .query_row(params, |row| Ok(DocumentRow { state: row.get(0)?, digest: unsigned(row.get(1)?) }));
        Ok(found.optional()?)
    }

    fn put_document(
        &mut self,
        record: &RecordId,
        compartment: Compartment,
        document: &DocumentRow,
    ) -> Stored<()> {
        let sql = "INSERT INTO document (programme, record, compartment, state, digest)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (programme, record, compartment)
            DO UPDATE SET state = excluded.state, digest = excluded.digest";
        self.connection.prepare_cached(sql)?.execute(params![
            Column(self.programme),
            Column(*record),
            Column(compartment),
            document.state,
            signed(document.digest)
        ])?;
        Ok(())
    }

    fn access(&mut self, record: &RecordId) -> Stored<Vec<(Principal, CompartmentSet)>> {
        let sql = "SELECT principal, compartments FROM access WHERE programme = ?1 AND record = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![Column(self.programme), Column(*record)], |row| {
            Ok((row.get::<_, Column<Principal>>(0)?.0, row.get::<_, Column<CompartmentSet>>(1)?.0))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn set_access(
        &mut self,
        record: &RecordId,
        principal: &Principal,
        compartments: CompartmentSet,
    ) -> Stored<()> {
        if compartments.is_empty() {
            let sql = "DELETE FROM access WHERE programme = ?1 AND record = ?2 AND principal = ?3";
            let params = params![Column(self.programme), Column(*record), Column(*principal)];
            self.connection.prepare_cached(sql)?.execute(params)?;
            return Ok(());
        }
        let sql = "INSERT INTO access (programme, record, principal, compartments) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (programme, record, principal) DO UPDATE SET compartments = excluded.compartments";
        self.connection.prepare_cached(sql)?.execute(params![
            Column(self.programme),
            Column(*record),
            Column(*principal),
            Column(compartments)
        ])?;
        Ok(())
    }

    fn has_key(&mut self, record: &RecordId, compartment: Compartment, key: KeyId) -> Stored<bool> {
        let sql = "SELECT 1 FROM commitment
            WHERE programme = ?1 AND record = ?2 AND compartment = ?3 AND key = ?4";
        let params = params![Column(self.programme), Column(*record), Column(compartment), key.as_bytes()];
        Ok(self.connection.prepare_cached(sql)?.exists(params)?)
    }

    fn add_key(&mut self, record: &RecordId, compartment: Compartment, key: KeyId) -> Stored<()> {
        let sql = "INSERT OR IGNORE INTO commitment (programme, record, compartment, key)
            VALUES (?1, ?2, ?3, ?4)";
        let params = params![Column(self.programme), Column(*record), Column(compartment), key.as_bytes()];
        self.connection.prepare_cached(sql)?.execute(params)?;
        Ok(())
    }

    fn record_items(&mut self, record: &RecordId) -> Stored<Vec<RecordItem>> {
        let sql = "SELECT item.batch, position, kind, compartment, verdict = 0 AND body IS NOT NULL
            FROM item JOIN batch ON batch.id = item.batch
            WHERE record = ?1 AND programme = ?2 ORDER BY item.batch, position";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![Column(*record), Column(self.programme)], |row| {
            Ok(RecordItem {
                batch: row.get(0)?,
                position: row.get(1)?,
                kind: row.get(2)?,
                compartment: row.get::<_, Option<Column<Compartment>>>(3)?.map(|column| column.0),
                stands: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn record_size(&mut self, record: &RecordId) -> Stored<usize> {
        let sql = "SELECT count(*) FROM item WHERE record = ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row([Column(*record)], |row| row.get(0))?)
    }

    fn erase_record(&mut self, record: &RecordId) -> Stored<()> {
        let sql = "UPDATE item SET body = NULL WHERE record = ?1
            AND batch IN (SELECT id FROM batch WHERE programme = ?2)";
        let params = params![Column(*record), Column(self.programme)];
        self.connection.prepare_cached(sql)?.execute(params)?;
        for table in ["document", "access", "commitment", "pending"] {
            let sql = format!("DELETE FROM {table} WHERE programme = ?1 AND record = ?2");
            let params = params![Column(self.programme), Column(*record)];
            self.connection.prepare_cached(&sql)?.execute(params)?;
        }
        Ok(())
    }

    fn pending(&mut self, record: &RecordId, compartment: Compartment) -> Stored<Vec<(i64, u16, DeviceId)>> {
        let sql = "SELECT batch, position, device FROM pending
            WHERE programme = ?1 AND record = ?2 AND compartment = ?3 ORDER BY batch, position";
        let mut statement = self.connection.prepare_cached(sql)?;
        let params = params![Column(self.programme), Column(*record), Column(compartment)];
        let rows = statement
            .query_map(params, |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Column<DeviceId>>(2)?.0)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn set_pending(
        &mut self,
        (record, compartment): (&RecordId, Compartment),
        (batch, position): (i64, u16),
        device: Option<&DeviceId>,
    ) -> Stored<()> {
        match device {
            None => {
                let sql = "DELETE FROM pending WHERE batch = ?1 AND position = ?2";
                self.connection.prepare_cached(sql)?.execute(params![batch, position])?;
            }
            Some(device) => {
                let sql = "INSERT OR IGNORE INTO pending
                    (batch, position, programme, record, compartment, device) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
                self.connection.prepare_cached(sql)?.execute(params![
                    batch,
                    position,
                    Column(self.programme),
                    Column(*record),
                    Column(compartment),
                    Column(*device)
                ])?;
            }
        }
        Ok(())
    }
}

/// Reads a referral whose columns begin at `from`; `None` where the record has none.
fn referral(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<ReferralRow>> {
    let Some(case) = row.get::<_, Option<Column<RecordId>>>(from)? else { return Ok(None) };
    Ok(Some(ReferralRow {
        case: case.0,
        from: row.get::<_, Column<OrganisationId>>(from + 1)?.0,
        to: row.get::<_, Column<OrganisationId>>(from + 2)?.0,
        consent: row.get::<_, Column<EntryId>>(from + 3)?.0,
        expires: row.get(from + 4)?,
        waits: row.get(from + 5)?,
        ended: match row.get::<_, u8>(from + 6)? {
            0 => None,
            1 => Some(Ending::Itself),
            _ => Some(Ending::Case),
        },
        held: row.get(from + 7)?,
    }))
}

fn record_id(row: &Row<'_>) -> rusqlite::Result<RecordId> {
    Ok(row.get::<_, Column<RecordId>>(0)?.0)
}
