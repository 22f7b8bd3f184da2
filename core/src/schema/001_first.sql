-- What the device has sent, received and may open. Raw items are the source of truth, documents a cache of them.

-- One value each: profile, cursor, checkpoint, clock offset, frame size, reconciliation.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Copies of signed batches as they came or were made. One batch may come in several copies that show different items.
CREATE TABLE parcel (
  id INTEGER PRIMARY KEY,
  batch BLOB NOT NULL,              -- hash of the signed header
  device BLOB NOT NULL,
  n INTEGER NOT NULL,               -- the device's count of batches
  entry INTEGER NOT NULL,           -- log entry that delivered it; 0 for our own
  header BLOB NOT NULL,             -- COSE_Sign1
  hidden BLOB NOT NULL,             -- CBOR list of hashes
  count INTEGER NOT NULL,           -- items in the batch, shown or not
  state INTEGER NOT NULL,           -- 0 received, 1 ours in flight, 2 ours with a receipt
  receipt BLOB                      -- the server's COSE_Sign1 for ours
) STRICT;
CREATE INDEX parcel_batch ON parcel (batch);
CREATE INDEX parcel_own ON parcel (state, n) WHERE state > 0;

CREATE TABLE parcel_item (
  parcel INTEGER NOT NULL REFERENCES parcel (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  kind INTEGER NOT NULL,
  record BLOB,                      -- NULL for the directory and capsules
  compartment INTEGER,
  body BLOB NOT NULL,
  saved_at INTEGER NOT NULL,        -- the author's clock, from the signed header
  change BLOB,                      -- hash of the Automerge change inside, once it was applied
  verdict INTEGER NOT NULL DEFAULT 0, -- 0 in force, else the code with which it was refused or set aside
  PRIMARY KEY (parcel, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX parcel_item_hash ON parcel_item (hash);
CREATE INDEX parcel_item_record ON parcel_item (record, compartment) WHERE record IS NOT NULL;

-- The verified directory in the order in which it was admitted; replayed when the database is opened.
CREATE TABLE directory_item (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  author BLOB NOT NULL,
  entry INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

-- What waits to be signed and sent. Rows of one action travel in one batch.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  action INTEGER NOT NULL,
  priority INTEGER NOT NULL,        -- 0 keys and membership, 1 new reports, 2 edits, 3 views
  kind INTEGER NOT NULL,            -- of the item; a grant's body is only what to grant to whom
  record BLOB,
  compartment INTEGER,
  body BLOB NOT NULL,
  saved_at INTEGER NOT NULL,
  change BLOB,                      -- hash of the Automerge change inside
  parcel INTEGER REFERENCES parcel (id), -- once signed
  position INTEGER
) STRICT;
CREATE INDEX outbox_waiting ON outbox (priority, id) WHERE parcel IS NULL;
CREATE INDEX outbox_parcel ON outbox (parcel, position) WHERE parcel IS NOT NULL;
CREATE INDEX outbox_record ON outbox (record);

-- What the person meant, kept until the server has admitted it, so that it can be said again after a refusal.
CREATE TABLE intent (
  id INTEGER PRIMARY KEY,
  record BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  edits BLOB NOT NULL,              -- CBOR
  change BLOB NOT NULL,             -- the change that says it now
  saved_at INTEGER NOT NULL,
  replays INTEGER NOT NULL DEFAULT 0,
  refused INTEGER                   -- code; shown to the person until dismissed
) STRICT;
CREATE INDEX intent_change ON intent (change);
CREATE INDEX intent_record ON intent (record, compartment);

CREATE TABLE document (
  record BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  saved BLOB NOT NULL,              -- Automerge, uncompressed, inside SQLCipher
  PRIMARY KEY (record, compartment)
) STRICT, WITHOUT ROWID;

-- A case, with what the list shows of it.
CREATE TABLE case_row (
  record BLOB PRIMARY KEY,
  creator BLOB NOT NULL,            -- device
  mine INTEGER NOT NULL,
  state INTEGER NOT NULL,           -- 1 saved, 2 stored, 3 seen, 4 referred, 5 closed
  status TEXT NOT NULL,
  urgency TEXT,
  immediate_danger INTEGER,
  district TEXT,
  concern_types TEXT NOT NULL,      -- codes, comma-separated
  victim_age_band TEXT,
  saved_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  conflicts INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  digest INTEGER NOT NULL DEFAULT 0 -- exclusive-or of what the server is asked to compare after a restore
) STRICT;
CREATE INDEX case_by_time ON case_row (saved_at DESC, record);
CREATE INDEX case_by_state ON case_row (state, saved_at DESC, record);

CREATE TABLE key_set (
  record BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  compartment INTEGER NOT NULL,
  commitment BLOB NOT NULL,
  item BLOB NOT NULL,               -- hash of the key set: breaks a tie between two of one epoch
  key BLOB,                         -- once granted or made here
  organisation_epoch INTEGER,       -- newest epoch of our organisation that can open it
  PRIMARY KEY (record, compartment, epoch, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_set_commitment ON key_set (commitment);

CREATE TABLE organisation_key (
  organisation BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  private BLOB NOT NULL,
  PRIMARY KEY (organisation, epoch)
) STRICT, WITHOUT ROWID;

-- Who else may read a record, as far as this device was told.
CREATE TABLE access (
  record BLOB NOT NULL,
  principal BLOB NOT NULL,
  compartments INTEGER NOT NULL,
  PRIMARY KEY (record, principal)
) STRICT, WITHOUT ROWID;

-- Invites that this admin issued: a new organisation key is wrapped for those still open.
CREATE TABLE issued_invite (
  id BLOB PRIMARY KEY,
  kem BLOB NOT NULL,
  role INTEGER NOT NULL,
  not_after INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  id INTEGER PRIMARY KEY,
  report TEXT NOT NULL,             -- JSON
  updated_at INTEGER NOT NULL
) STRICT;

-- What may be searched: the text as written, and as compared (see core/src/text.rs).
CREATE TABLE search_text (
  id INTEGER PRIMARY KEY,
  record BLOB NOT NULL UNIQUE,
  original TEXT NOT NULL,
  normalised TEXT NOT NULL
) STRICT;
-- Marks (M*) are token characters: a Bangla vowel sign must not split its word.
CREATE VIRTUAL TABLE search USING fts5 (
  normalised, content = 'search_text', content_rowid = 'id', prefix = '2 3',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
-- Without this the words of a purged or erased case stay in the index as marks of their deletion.
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
