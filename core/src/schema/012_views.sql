-- Documents that somebody opened on this device, of which it has not said so yet: that travels with the next edit of the
-- document, or else with the next request.
CREATE TABLE view_due (
    record BLOB NOT NULL,
    compartment INTEGER NOT NULL,
    at INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (record, compartment)
) WITHOUT ROWID;
