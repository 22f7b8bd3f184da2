-- What the server has signed: two statements about one place of one log that differ prove that it shows two logs.

-- Checkpoints and receipts as the server signed them, the newest kept.
CREATE TABLE statement (
  id INTEGER PRIMARY KEY,
  log BLOB NOT NULL,
  kind INTEGER NOT NULL,            -- 0 checkpoint, 1 receipt
  number INTEGER NOT NULL,          -- size of the log, or number of the entry
  hash BLOB NOT NULL,               -- head at that size, or hash of the batch
  own INTEGER NOT NULL,             -- 1 shown to this device, 0 brought by another
  message BLOB NOT NULL,            -- COSE_Sign1
  UNIQUE (log, kind, number)
) STRICT;

-- Statements that cannot both be true.
CREATE TABLE contradiction (
  id INTEGER PRIMARY KEY,
  ours BLOB NOT NULL,               -- the server's COSE_Sign1
  theirs BLOB NOT NULL,             -- the server's other COSE_Sign1, or the header of the batch that names another head
  device BLOB,                      -- whose batch; NULL where the server signed both: then it is proven
  found_at INTEGER NOT NULL,
  settled INTEGER NOT NULL DEFAULT 0, -- 1: a person decided to go on with the server
  UNIQUE (ours, theirs)
) STRICT;

-- The server did not take this key set: nothing new is written under it, what was stays readable.
ALTER TABLE key_set ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
