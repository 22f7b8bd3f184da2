-- Cases whose words are put into the index before the next search, or when the device has time: a change of the index costs
-- more than a report, and nobody who saves or receives one waits for it.
CREATE TABLE search_stale (
  record BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
