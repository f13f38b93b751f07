-- Small records by kind and id: accounts, devices, service keys, grants. Revisions grow, over all records, and are never used twice.
-- Times are Unix milliseconds; 0 is never.
CREATE TABLE record (
  kind {text} NOT NULL,
  id {text} NOT NULL,
  owner {text} NOT NULL,
  revision BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  body {bytes} NOT NULL,
  PRIMARY KEY (kind, id)
) {updated};

CREATE INDEX record_owner ON record (kind, owner, id);

CREATE INDEX record_expires_at ON record (expires_at) WHERE expires_at > 0;

CREATE TABLE record_revision (
  only_one BIGINT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
) {updated};

INSERT INTO record_revision (only_one, last) VALUES (1, 0);
