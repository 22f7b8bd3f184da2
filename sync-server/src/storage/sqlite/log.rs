//! The log and its batches.

use super::{Column, Session, verdict_number};
use crate::storage::{BatchRow, EntryRow, Head, ItemRow, LogTx, StorageError, Stored};
use jonaki_protocol::{
    ChainPosition, Code, Compartment, DeviceId, Digest, LogId, RecordId, Timestamp, decode, encode,
};
use rusqlite::{OptionalExtension as _, Row, params};

impl LogTx for Session<'_> {
    fn head(&mut self) -> Stored<Option<Head>> {
        let mut statement =
            self.connection.prepare_cached("SELECT log, size, head FROM programme WHERE id = ?1")?;
        let head = statement.query_row([Column(self.programme)], |row| {
            Ok(Head {
                log: row.get::<_, Column<LogId>>(0)?.0,
                size: row.get(1)?,
                hash: row.get::<_, Column<Digest>>(2)?.0,
            })
        });
        Ok(head.optional()?)
    }

    fn append(&mut self, entry: &EntryRow) -> Stored<()> {
        let sql = "INSERT INTO entry (programme, number, batch, admitted, head, time)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.connection.prepare_cached(sql)?.execute(params![
            Column(self.programme),
            entry.number,
            entry.batch,
            encode(&entry.admitted),
            Column(entry.head),
            entry.time.0
        ])?;
        let sql = "UPDATE programme SET size = ?2, head = ?3 WHERE id = ?1";
        let moved = self.connection.prepare_cached(sql)?.execute(params![
            Column(self.programme),
            entry.number,
            Column(entry.head)
        ])?;
        if moved == 1 { Ok(()) } else { Err(StorageError::Damaged) }
    }

    fn entry(&mut self, number: u64) -> Stored<Option<EntryRow>> {
        let sql =
            "SELECT number, batch, admitted, head, time FROM entry WHERE programme = ?1 AND number = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![Column(self.programme), number], entry).optional()?)
    }

    fn entries_of(&mut self, batch: i64) -> Stored<Vec<EntryRow>> {
        let sql = "SELECT number, batch, admitted, head, time FROM entry WHERE batch = ?1 ORDER BY number";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([batch], entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn batch_by_hash(&mut self, hash: &Digest) -> Stored<Option<BatchRow>> {
        let sql = "SELECT id, hash, device, n, header, count, hidden FROM batch
            WHERE programme = ?1 AND hash = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![Column(self.programme), Column(*hash)], batch).optional()?)
    }

    fn batch(&mut self, id: i64) -> Stored<Option<BatchRow>> {
        let sql = "SELECT id, hash, device, n, header, count, hidden FROM batch WHERE id = ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row([id], batch).optional()?)
    }

    fn put_batch(&mut self, batch: &BatchRow) -> Stored<i64> {
        let sql = "INSERT INTO batch (programme, hash, device, n, header, count, hidden)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (programme, hash) DO UPDATE SET hidden = excluded.hidden RETURNING id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let id = statement.query_row(
            params![
                Column(self.programme),
                Column(batch.hash),
                Column(batch.device),
                batch.n,
                batch.header,
                batch.count,
                encode(&batch.hidden)
            ],
            |row| row.get(0),
        )?;
        Ok(id)
    }

    fn items(&mut self, batch: i64) -> Stored<Vec<ItemRow>> {
        let sql = "SELECT position, hash, kind, record, compartment, body, verdict FROM item
            WHERE batch = ?1 ORDER BY position";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([batch], |row| item(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn item(&mut self, batch: i64, position: u16) -> Stored<Option<ItemRow>> {
        let sql = "SELECT position, hash, kind, record, compartment, body, verdict FROM item
            WHERE batch = ?1 AND position = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![batch, position], |row| item(row, 0)).optional()?)
    }

    fn put_item(&mut self, batch: i64, item: &ItemRow) -> Stored<()> {
        let sql = "INSERT INTO item (batch, position, hash, kind, record, compartment, body, verdict)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (batch, position) DO UPDATE SET body = excluded.body, verdict = excluded.verdict";
        self.connection.prepare_cached(sql)?.execute(params![
            batch,
            item.position,
            Column(item.hash),
            item.kind,
            item.record.map(Column),
            item.compartment.map(Column),
            item.body,
            verdict_number(item.verdict)
        ])?;
        Ok(())
    }

    fn admitted(&mut self, hash: &Digest) -> Stored<Option<(i64, u16)>> {
        let sql = "SELECT item.batch, position FROM item JOIN batch ON batch.id = item.batch
            WHERE item.hash = ?1 AND verdict = 0 AND programme = ?2 LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement
            .query_row(params![Column(*hash), Column(self.programme)], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?)
    }

    fn chain(&mut self, device: &DeviceId) -> Stored<ChainPosition> {
        let sql = "SELECT n, hash FROM chain WHERE programme = ?1 AND device = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row(params![Column(self.programme), Column(*device)], |row| {
            Ok(ChainPosition { n: row.get(0)?, hash: row.get::<_, Column<Digest>>(1)?.0 })
        });
        Ok(found.optional()?.unwrap_or(ChainPosition::START))
    }

    fn set_chain(&mut self, device: &DeviceId, position: &ChainPosition) -> Stored<()> {
        let sql = "INSERT INTO chain (programme, device, n, hash) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (programme, device) DO UPDATE SET n = excluded.n, hash = excluded.hash";
        self.connection.prepare_cached(sql)?.execute(params![
            Column(self.programme),
            Column(*device),
            position.n,
            Column(position.hash)
        ])?;
        Ok(())
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<EntryRow> {
    Ok(EntryRow {
        number: row.get(0)?,
        batch: row.get(1)?,
        admitted: decode(&row.get::<_, Vec<u8>>(2)?).unwrap_or_default(),
        head: row.get::<_, Column<Digest>>(3)?.0,
        time: Timestamp(row.get(4)?),
    })
}

fn batch(row: &Row<'_>) -> rusqlite::Result<BatchRow> {
    Ok(BatchRow {
        id: row.get(0)?,
        hash: row.get::<_, Column<Digest>>(1)?.0,
        device: row.get::<_, Column<DeviceId>>(2)?.0,
        n: row.get(3)?,
        header: row.get(4)?,
        count: row.get(5)?,
        hidden: decode(&row.get::<_, Vec<u8>>(6)?).unwrap_or_default(),
    })
}

/// Reads an item whose columns begin at `from`.
pub(super) fn item(row: &Row<'_>, from: usize) -> rusqlite::Result<ItemRow> {
    Ok(ItemRow {
        position: row.get(from)?,
        hash: row.get::<_, Column<Digest>>(from + 1)?.0,
        kind: row.get(from + 2)?,
        record: row.get::<_, Option<Column<RecordId>>>(from + 3)?.map(|column| column.0),
        compartment: row.get::<_, Option<Column<Compartment>>>(from + 4)?.map(|column| column.0),
        body: row.get(from + 5)?,
        verdict: Code::from_number(row.get(from + 6)?),
    })
}
