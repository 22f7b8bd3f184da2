//! Tests of the server alone.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod configuration;

jonaki_server::storage_conformance!(
    sqlite_in_memory,
    jonaki_server::storage::SqliteStorage::in_memory().expect("a database in memory")
);

jonaki_server::storage_conformance!(sqlite_in_a_file, {
    let folder = tempfile::tempdir().expect("a folder").keep();
    jonaki_server::storage::SqliteStorage::open(&folder.join("server.db")).expect("a database file")
});
