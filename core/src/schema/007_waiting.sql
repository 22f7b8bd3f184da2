-- What waits for a person is found without opening a case or going through every referral.

-- Questions to the reporter that nobody has answered, and closings that a second person has not confirmed.
CREATE TABLE waiting (
  record BLOB NOT NULL,
  position INTEGER NOT NULL,        -- in the case
  kind INTEGER NOT NULL,            -- 0 question, 1 closing
  entry BLOB,                       -- the question's
  text TEXT NOT NULL,               -- the question, or the code of the closing's reason
  author BLOB NOT NULL,             -- device
  PRIMARY KEY (record, position)
) STRICT;
CREATE INDEX waiting_of_kind ON waiting (kind, record);

-- Cases of before, of which nobody has looked yet what waits.
CREATE TABLE waiting_stale (
  record BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO waiting_stale SELECT record FROM case_row
  WHERE kind = 0 AND status NOT IN ('closed', 'duplicate_of', 'out_of_scope');

CREATE INDEX referral_sent ON referral (sender, due DESC, record);
CREATE INDEX referral_received ON referral (receiver, due DESC, record);
CREATE INDEX referral_expires ON referral (expires);
