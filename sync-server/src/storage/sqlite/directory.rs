//! The directory and enrolment.

use super::{Column, Session};
use crate::storage::{DirectoryRow, DirectoryTx, Stored};
use jonaki_protocol::{DeviceId, Digest, InviteId, Item, LogId, SignPublic};
use rusqlite::params;

impl DirectoryTx for Session<'_> {
    fn found(&mut self, code_hash: &Digest, root: &SignPublic, log: LogId) -> Stored<bool> {
        let used = self
            .connection
            .prepare_cached("DELETE FROM founding WHERE code_hash = ?1")?
            .execute([Column(*code_hash)])?;
        if used == 0 {
            return Ok(false);
        }
        let sql = "INSERT INTO programme (id, root, log, size, head) VALUES (?1, ?2, ?3, 0, ?4)";
        let start = Column(Digest::from_bytes([0; 32]));
        let params = params![Column(self.programme), root.as_bytes(), Column(log), start];
        self.connection.prepare_cached(sql)?.execute(params)?;
        Ok(true)
    }

    fn directory_items(&mut self) -> Stored<Vec<DirectoryRow>> {
        let sql = "SELECT author, entry, directory_item.batch, directory_item.position, kind, body
            FROM directory_item JOIN item
                ON item.batch = directory_item.batch AND item.position = directory_item.position
            WHERE programme = ?1 AND body IS NOT NULL ORDER BY number";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([Column(self.programme)], |row| {
            Ok(DirectoryRow {
                author: row.get::<_, Column<DeviceId>>(0)?.0,
                entry: row.get(1)?,
                batch: row.get(2)?,
                position: row.get(3)?,
                item: Item { kind: row.get(4)?, body: row.get(5)? },
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn add_directory_item(&mut self, row: &DirectoryRow) -> Stored<()> {
        let sql = "INSERT INTO directory_item (programme, number, author, entry, batch, position)
            VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM directory_item WHERE programme = ?1),
                ?2, ?3, ?4, ?5)";
        self.connection.prepare_cached(sql)?.execute(params![
            Column(self.programme),
            Column(row.author),
            row.entry,
            row.batch,
            row.position
        ])?;
        Ok(())
    }

    fn keep_wrap(&mut self, invite: &InviteId, place: (i64, u16), entry: u64) -> Stored<()> {
        let sql = "INSERT OR IGNORE INTO invite_wrap (programme, invite, batch, position, entry)
            VALUES (?1, ?2, ?3, ?4, ?5)";
        let params = params![Column(self.programme), invite.as_bytes(), place.0, place.1, entry];
        self.connection.prepare_cached(sql)?.execute(params)?;
        Ok(())
    }

    fn wraps(&mut self, invite: &InviteId) -> Stored<Vec<(i64, u16, u64)>> {
        let sql = "SELECT batch, position, entry FROM invite_wrap
            WHERE programme = ?1 AND invite = ?2 ORDER BY entry, position";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![Column(self.programme), invite.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
