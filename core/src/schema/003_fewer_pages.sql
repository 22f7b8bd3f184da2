-- A saved report touched about thirty pages, each of which is encrypted, authenticated and written before the person goes
-- on. These tables and indexes serve the same questions with two thirds of them.

DROP INDEX key_set_commitment;          -- every question names the record

-- An intent is found by its document; a document has few that wait.
DROP INDEX intent_change;

-- Larger than what a leaf of a table without row ids holds: such rows spill over to pages of their own.
CREATE TABLE document_new (
  record BLOB NOT NULL,
  compartment INTEGER NOT NULL,
  saved BLOB NOT NULL,              -- Automerge, uncompressed, inside SQLCipher
  PRIMARY KEY (record, compartment)
) STRICT;
INSERT INTO document_new SELECT record, compartment, saved FROM document;
DROP TABLE document;
ALTER TABLE document_new RENAME TO document;

-- Small, and always found by its record or by an index that holds it.
CREATE TABLE case_row_new (
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
) STRICT, WITHOUT ROWID;
INSERT INTO case_row_new SELECT record, creator, mine, state, status, urgency, immediate_danger, district, concern_types,
  victim_age_band, saved_at, updated_at, conflicts, unread, digest FROM case_row;
DROP TABLE case_row;
ALTER TABLE case_row_new RENAME TO case_row;
CREATE INDEX case_by_time ON case_row (saved_at DESC, record);
CREATE INDEX case_by_state ON case_row (state, saved_at DESC, record);
