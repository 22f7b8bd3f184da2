-- Forms that the verified directory published, and what people are answering.
CREATE TABLE form (
  hash BLOB PRIMARY KEY,            -- SHA-256 of the definition
  organisation BLOB,                -- whose; NULL for everybody's
  form TEXT NOT NULL,
  number INTEGER NOT NULL,
  item BLOB NOT NULL                -- hash of the directory item that published it
) STRICT;
CREATE INDEX form_item ON form (item);

-- The definitions, apart: they are large, and lists of forms do not need them.
CREATE TABLE form_definition (
  hash BLOB PRIMARY KEY,
  definition BLOB NOT NULL
) STRICT;

-- A form that a person is answering. It keeps the version with which it was started, for ever.
CREATE TABLE filling (
  id INTEGER PRIMARY KEY,
  form BLOB NOT NULL,               -- hash of the version
  context BLOB NOT NULL,            -- CBOR: what evaluation rests on beside the answers
  page TEXT NOT NULL DEFAULT '',    -- where the person was
  record BLOB,                      -- the case it is about; NULL for a new report
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- One answer each: written when it is given.
CREATE TABLE filling_answer (
  filling INTEGER NOT NULL REFERENCES filling (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (filling, path)
) STRICT, WITHOUT ROWID;
