-- What the server keeps. It can read cards and the directory, and nothing that names a person.

CREATE TABLE programme (
  id BLOB PRIMARY KEY,
  root BLOB NOT NULL,
  log BLOB NOT NULL,                -- this life of the log
  size INTEGER NOT NULL,            -- entries in it
  head BLOB NOT NULL,               -- of the hash chain
  backup_time INTEGER               -- of the backup that this life was restored from
) STRICT, WITHOUT ROWID;

-- Where each feed stood when a log was restored: cursors of the older log go on from here.
CREATE TABLE lineage (
  programme BLOB NOT NULL,
  log BLOB NOT NULL,
  principal BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (programme, log, principal)
) STRICT, WITHOUT ROWID;

-- One-time codes with which a programme can be founded here.
CREATE TABLE founding (
  code_hash BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Where each device's chain of batches stands.
CREATE TABLE chain (
  programme BLOB NOT NULL,
  device BLOB NOT NULL,
  n INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (programme, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  programme BLOB NOT NULL,
  hash BLOB NOT NULL,
  device BLOB NOT NULL,
  n INTEGER NOT NULL,
  header BLOB NOT NULL,             -- COSE_Sign1
  count INTEGER NOT NULL,
  hidden BLOB NOT NULL,             -- CBOR: hashes of subtrees that we never saw
  UNIQUE (programme, hash)
) STRICT;

CREATE TABLE item (
  batch INTEGER NOT NULL REFERENCES batch (id),
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  kind INTEGER NOT NULL,
  record BLOB,
  compartment INTEGER,
  body BLOB,                        -- NULL once refused, withdrawn or erased; the hash stays
  verdict INTEGER NOT NULL,         -- 0 admitted, else the code
  PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_hash ON item (hash);
CREATE INDEX item_record ON item (record, compartment) WHERE record IS NOT NULL;

-- The log: which items of which batch were admitted, in order.
CREATE TABLE entry (
  programme BLOB NOT NULL,
  number INTEGER NOT NULL,
  batch INTEGER NOT NULL REFERENCES batch (id),
  admitted BLOB NOT NULL,           -- CBOR list of positions
  head BLOB NOT NULL,
  time INTEGER NOT NULL,            -- the server's clock
  PRIMARY KEY (programme, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_batch ON entry (batch);

-- The directory's items in the order in which they were admitted; replayed at start.
CREATE TABLE directory_item (
  programme BLOB NOT NULL,
  number INTEGER NOT NULL,
  author BLOB NOT NULL,
  entry INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (programme, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  programme BLOB NOT NULL,
  id BLOB NOT NULL,
  creator BLOB NOT NULL,            -- device
  epoch INTEGER NOT NULL,           -- highest of its key sets, -1 before the first
  digest INTEGER NOT NULL,          -- exclusive-or over its key sets
  erased INTEGER NOT NULL,          -- a tombstone stays for ever
  PRIMARY KEY (programme, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
  programme BLOB NOT NULL,
  record BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  state BLOB,                       -- CBOR of the admission state; NULL for sealed documents
  digest INTEGER NOT NULL,          -- exclusive-or over its changes
  PRIMARY KEY (programme, record, compartment)
) STRICT, WITHOUT ROWID;

CREATE TABLE access (
  programme BLOB NOT NULL,
  record BLOB NOT NULL,
  principal BLOB NOT NULL,
  compartments INTEGER NOT NULL,
  PRIMARY KEY (programme, record, principal)
) STRICT, WITHOUT ROWID;

CREATE TABLE commitment (
  programme BLOB NOT NULL,
  record BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  key BLOB NOT NULL,                -- first four bytes of the commitment
  PRIMARY KEY (programme, record, compartment, key)
) STRICT, WITHOUT ROWID;

-- Open changes that wait for others.
CREATE TABLE pending (
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL,
  programme BLOB NOT NULL,
  record BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  device BLOB NOT NULL,
  PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_document ON pending (programme, record, compartment);

-- Feeds, fanned out on write.
CREATE TABLE delivery (
  programme BLOB NOT NULL,
  principal BLOB NOT NULL,
  at INTEGER NOT NULL,              -- gapless in each feed
  kind INTEGER NOT NULL,            -- 0 item, 1 snapshot, 2 left, 3 erased
  entry INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL,
  record BLOB,
  compartments INTEGER NOT NULL,
  PRIMARY KEY (programme, principal, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX delivery_item ON delivery (programme, principal, batch, position);

-- An organisation's key that waits for whoever enrols with an invite.
CREATE TABLE invite_wrap (
  programme BLOB NOT NULL,
  invite BLOB NOT NULL,
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL,
  entry INTEGER NOT NULL,
  PRIMARY KEY (programme, invite, batch, position)
) STRICT, WITHOUT ROWID;
