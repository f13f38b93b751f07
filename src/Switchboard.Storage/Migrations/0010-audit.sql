-- The audit: a chain of entries, numbered from 1 without gaps. Hashes are hexadecimal, times Unix milliseconds.
CREATE TABLE audit_entry (
  number BIGINT NOT NULL PRIMARY KEY,
  recorded_at BIGINT NOT NULL,
  node {text} NOT NULL,
  action {text} NOT NULL,
  actor {text} NOT NULL,
  address {text} NOT NULL,
  target {text} NOT NULL,
  result {text} NOT NULL,
  details {text} NOT NULL,
  key_id {text} NOT NULL,
  hash {text} NOT NULL
);

CREATE INDEX audit_entry_recorded_at ON audit_entry (recorded_at);

-- The end of the chain, and what takes the place of entries that were removed for their age. Whoever appends holds the row until the commit.
CREATE TABLE audit_chain (
  only_one BIGINT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL,
  hash {text} NOT NULL,
  anchor_number BIGINT NOT NULL,
  anchor_hash {text} NOT NULL,
  anchor_at BIGINT NOT NULL,
  anchor_key_id {text} NOT NULL,
  anchor_signature {text} NOT NULL
) {updated};

INSERT INTO audit_chain (only_one, number, hash, anchor_number, anchor_hash, anchor_at, anchor_key_id, anchor_signature)
VALUES (1, 0, '', 0, '', 0, '', '');
