-- The entries of map channels: each is the last change of its key, and has the number of that in the channel's stream.
-- Those of an epoch that is over have its base, and are gone for readers; the sweep removes them.
ALTER TABLE stream ADD COLUMN entries BIGINT NOT NULL DEFAULT 0;

ALTER TABLE publication ADD COLUMN entry_key {bytes};
ALTER TABLE publication ADD COLUMN is_removal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE publication ADD COLUMN score BIGINT NOT NULL DEFAULT 0;

CREATE TABLE map_entry (
  stream_id BIGINT NOT NULL,
  base BIGINT NOT NULL,
  entry_key {bytes} NOT NULL,
  number BIGINT NOT NULL,
  score BIGINT NOT NULL,
  version BIGINT NOT NULL,
  version_epoch {bytes} NOT NULL,
  expires_at BIGINT,
  published_at BIGINT NOT NULL,
  is_json BIGINT NOT NULL,
  tags {bytes},
  publisher {bytes},
  data {bytes} NOT NULL,
  PRIMARY KEY (stream_id, base, entry_key)
) {updated};

CREATE INDEX map_entry_score ON map_entry (stream_id, base, score, entry_key);

CREATE INDEX map_entry_expires_at ON map_entry (expires_at, stream_id, base) WHERE expires_at IS NOT NULL;
