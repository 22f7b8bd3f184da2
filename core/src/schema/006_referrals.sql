-- Referrals are records beside cases: the list of cases shows none of them.
ALTER TABLE case_row ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;  -- 0 case, 1 referral

-- One row for each referral, written anew from its document. Where it stands at a time is found when it is read.
CREATE TABLE referral (
  record BLOB PRIMARY KEY,
  case_record BLOB NOT NULL,
  sender BLOB NOT NULL,             -- organisation
  receiver BLOB NOT NULL,           -- organisation
  header BLOB NOT NULL,             -- CBOR
  events BLOB NOT NULL,             -- CBOR
  opened INTEGER NOT NULL,          -- a device of the receiver has seen it
  due INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  round BLOB,                       -- what it was asked together with
  taken INTEGER,                    -- entry of the log in which the receiver first said yes
  fault INTEGER,                    -- number of a code: its case never allowed it
  settled INTEGER NOT NULL          -- nothing more is expected of anybody
) STRICT;
CREATE INDEX referral_of_case ON referral (case_record);
CREATE INDEX referral_waiting ON referral (settled, due);

-- What a provider wrote in its own right stays when a disclosure is purged.
CREATE TABLE kept_note (
  record BLOB NOT NULL,
  entry BLOB NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (record, entry)
) STRICT;

-- Tasks of cases, to find what is overdue without opening any.
CREATE TABLE task (
  record BLOB NOT NULL,
  entry BLOB NOT NULL,
  kind TEXT NOT NULL,
  due TEXT NOT NULL,                -- day
  assigned BLOB,                    -- device
  closed INTEGER NOT NULL,
  PRIMARY KEY (record, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_waiting ON task (closed, due);

-- What this device gave out: exports, prints. Never what was in them.
CREATE TABLE deed (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  record BLOB,                      -- NULL: many cases
  count INTEGER NOT NULL
) STRICT;
CREATE INDEX deed_of_record ON deed (record);

-- Services of the directory; what was noticed about them.
CREATE TABLE listing (
  service BLOB PRIMARY KEY,
  organisation BLOB NOT NULL,
  number INTEGER NOT NULL,
  entry BLOB NOT NULL,
  item BLOB NOT NULL                -- hash of the directory item that brought it
) STRICT;
CREATE TABLE listing_flag (
  service BLOB NOT NULL,
  device BLOB NOT NULL,
  what INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (service, device, what)
) STRICT, WITHOUT ROWID;
