//! Feeds.

use super::{Column, Session};
use crate::storage::{Delivery, DeliveryKind, DeliveryTx, Stored};
use jonaki_protocol::{CompartmentSet, LogId, Principal, RecordId};
use rusqlite::{OptionalExtension as _, params};

impl DeliveryTx for Session<'_> {
    fn deliver(&mut self, principal: &Principal, delivery: &Delivery) -> Stored<u64> {
        let at = self.last_at(principal)? + 1;
        let sql = "INSERT INTO delivery
            (programme, principal, at, kind, entry, batch, position, record, compartments)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.connection.prepare_cached(sql)?.execute(params![
            Column(self.programme),
            Column(*principal),
            at,
            delivery.kind as u8,
            delivery.entry,
            delivery.batch,
            delivery.position,
            delivery.record.map(Column),
            Column(delivery.compartments)
        ])?;
        Ok(at)
    }

    fn was_delivered(&mut self, principal: &Principal, batch: i64, position: u16) -> Stored<bool> {
        // Left alone, the planner walks the whole feed.
        let sql = "SELECT 1 FROM delivery INDEXED BY delivery_item
            WHERE programme = ?1 AND principal = ?2 AND batch = ?3 AND position = ?4 AND kind = 0";
        let params = params![Column(self.programme), Column(*principal), batch, position];
        Ok(self.connection.prepare_cached(sql)?.exists(params)?)
    }

    fn deliveries(&mut self, principal: &Principal, at: u64, limit: usize) -> Stored<Vec<Delivery>> {
        let sql = "SELECT at, kind, entry, batch, position, record, compartments FROM delivery
            WHERE programme = ?1 AND principal = ?2 AND at > ?3 ORDER BY at LIMIT ?4";
        let mut statement = self.connection.prepare_cached(sql)?;
        // A cursor is whatever a device says: beyond what the column holds there is nothing, which is no fault of the storage.
        let at = i64::try_from(at).unwrap_or(i64::MAX);
        let rows =
            statement.query_map(params![Column(self.programme), Column(*principal), at, limit], |row| {
                let kind = match row.get::<_, u8>(1)? {
                    0 => DeliveryKind::Item,
                    1 => DeliveryKind::Snapshot,
                    2 => DeliveryKind::Left,
                    _ => DeliveryKind::Erased,
                };
                Ok(Delivery {
                    at: row.get(0)?,
                    kind,
                    entry: row.get(2)?,
                    batch: row.get(3)?,
                    position: row.get(4)?,
                    record: row.get::<_, Option<Column<RecordId>>>(5)?.map(|column| column.0),
                    compartments: row.get::<_, Column<CompartmentSet>>(6)?.0,
                })
            })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn last_at(&mut self, principal: &Principal) -> Stored<u64> {
        let sql = "SELECT coalesce(max(at), 0) FROM delivery WHERE programme = ?1 AND principal = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![Column(self.programme), Column(*principal)], |row| row.get(0))?)
    }

    fn lineage(&mut self, log: &LogId, principal: &Principal) -> Stored<Option<u64>> {
        let known = "SELECT 1 FROM lineage WHERE programme = ?1 AND log = ?2 LIMIT 1";
        let params = params![Column(self.programme), Column(*log)];
        if !self.connection.prepare_cached(known)?.exists(params)? {
            return Ok(None);
        }
        let sql = "SELECT at FROM lineage WHERE programme = ?1 AND log = ?2 AND principal = ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let params = params![Column(self.programme), Column(*log), Column(*principal)];
        Ok(Some(statement.query_row(params, |row| row.get(0)).optional()?.unwrap_or(0)))
    }
}
