-- Letters: the newest of each topic about each thing, from each organisation to each.
CREATE TABLE letter (
  topic INTEGER NOT NULL,
  about BLOB NOT NULL,              -- case or service
  sender BLOB NOT NULL,             -- organisation
  recipient BLOB NOT NULL,          -- organisation
  number INTEGER NOT NULL,
  mark BLOB NOT NULL,               -- 8 bytes
  at INTEGER NOT NULL,
  message BLOB,                     -- NULL: not for us to open
  item BLOB NOT NULL,               -- hash
  compared INTEGER NOT NULL,        -- a fingerprint that was compared with the others
  PRIMARY KEY (topic, about, sender, recipient)
) STRICT;
CREATE INDEX letter_uncompared ON letter (topic, compared);

-- Cases that were looked at for their fingerprints since they last changed.
CREATE TABLE print_check (
  record BLOB PRIMARY KEY,
  number INTEGER NOT NULL           -- of the key
) STRICT, WITHOUT ROWID;

-- Cases whose fingerprints are alike, on a device that compares. The lower id stands first.
CREATE TABLE pair (
  one BLOB NOT NULL,
  other BLOB NOT NULL,
  score INTEGER NOT NULL,
  verdict INTEGER NOT NULL,         -- 1 possible, 2 same
  agreed INTEGER NOT NULL,          -- bits of fields
  against INTEGER NOT NULL,
  dismissed INTEGER NOT NULL,
  PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_of ON pair (other);

-- What the comparing organisation told: a case may be of the same child as another one.
CREATE TABLE told (
  about BLOB NOT NULL,
  other BLOB NOT NULL,
  recipient BLOB NOT NULL,          -- organisation
  keeper BLOB NOT NULL,             -- organisation of the other case
  verdict INTEGER NOT NULL,
  agreed INTEGER NOT NULL,
  ask INTEGER NOT NULL,             -- whether its keeper may be asked
  at INTEGER NOT NULL,
  PRIMARY KEY (about, other)
) STRICT, WITHOUT ROWID;
