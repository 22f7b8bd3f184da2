-- What a long document says, as the view of its case shows it (CBOR): kept until the document changes.
ALTER TABLE document ADD COLUMN reading BLOB;

-- When each change of a record was saved, without reading what was in it.
CREATE INDEX parcel_item_times ON parcel_item (record, change, saved_at) WHERE change IS NOT NULL;
