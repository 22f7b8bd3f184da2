-- What waits is found by an index: no referral and no case is read that is not shown.

-- Where a referral stands as far as no clock decides it; the numbers are those of `Standing`. 9: of before, nobody has looked.
ALTER TABLE referral ADD COLUMN standing INTEGER NOT NULL DEFAULT 9;
CREATE INDEX referral_not_looked_at ON referral (record) WHERE standing = 9;
CREATE INDEX referral_unanswered ON referral (due, record, sender, receiver, expires, standing) WHERE standing IN (2, 3);
CREATE INDEX referral_without_help ON referral (sender, case_record, due, record, standing, expires)
  WHERE standing NOT IN (1, 4);
CREATE INDEX referral_beside ON referral (case_record, sender, due, record, standing, expires);

CREATE INDEX case_under_way ON case_row (record)
  WHERE kind = 0 AND status NOT IN ('closed', 'duplicate_of', 'out_of_scope');
-- About which nobody was asked, the gravest first.
CREATE INDEX case_unasked ON case_row (
  CASE WHEN immediate_danger = 1 THEN 0 WHEN urgency = 'critical' THEN 1 WHEN urgency = 'high' THEN 2 ELSE 3 END,
  saved_at, record, status
) WHERE kind = 0 AND state < 4 AND status NOT IN ('closed', 'duplicate_of', 'out_of_scope');
