-- Records that are referrals; every other record is a case. What of their open headers is looked up.
CREATE TABLE referral (
  programme BLOB NOT NULL,
  record BLOB NOT NULL,
  of_case BLOB NOT NULL,            -- the case's record
  sender BLOB NOT NULL,             -- organisation
  receiver BLOB NOT NULL,           -- organisation
  consent BLOB NOT NULL,            -- the event on the case's card
  expires INTEGER NOT NULL,         -- seconds since 1970
  waits INTEGER NOT NULL,           -- 1 while it can still expire
  ended INTEGER NOT NULL,           -- 0 open, 1 by its own events or its time, 2 by its case
  held INTEGER NOT NULL,            -- 1 where the receiver could read the disclosure when it ended
  PRIMARY KEY (programme, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX referral_case ON referral (programme, of_case);
CREATE INDEX referral_waiting ON referral (programme, receiver, expires) WHERE waits = 1;
