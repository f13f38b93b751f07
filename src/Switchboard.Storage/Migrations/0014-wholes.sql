-- The publications of mutable channels as they are after their changes, by the numbers at which they were published.
-- Those up to wholes_from are gone for readers: their epoch is over, or the history was removed. The sweep takes them when their time is over.
ALTER TABLE stream ADD COLUMN wholes_from BIGINT NOT NULL DEFAULT 0;

CREATE TABLE whole (
  stream_id BIGINT NOT NULL,
  created BIGINT NOT NULL,
  id {bytes} NOT NULL,
  state BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  size BIGINT NOT NULL,
  small_parts BIGINT NOT NULL,
  merged_parts BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  kept_until BIGINT NOT NULL,
  open_until BIGINT,
  published_at BIGINT NOT NULL,
  is_json BIGINT NOT NULL,
  tags {bytes},
  publisher {bytes},
  PRIMARY KEY (stream_id, created)
) {updated};

CREATE INDEX whole_id ON whole (stream_id, id, created);

CREATE INDEX whole_kept_until ON whole (kept_until);

CREATE INDEX whole_open_until ON whole (open_until, stream_id, created) WHERE open_until IS NOT NULL;

-- The data of a whole, in parts that are joined when it is read. What is appended is a part of its own; so many are merged into one of the
-- next level, so that a byte is written a few times however much is appended.
CREATE TABLE whole_part (
  stream_id BIGINT NOT NULL,
  created BIGINT NOT NULL,
  number BIGINT NOT NULL,
  level BIGINT NOT NULL,
  data {bytes} NOT NULL,
  PRIMARY KEY (stream_id, created, number)
) {clustered};
