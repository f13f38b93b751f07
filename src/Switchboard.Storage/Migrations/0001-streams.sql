-- The streams of durable channels.
-- A publication has a number that only ever grows within its channel; its offset is the number less the base of the epoch.
-- What is at or below the floor is gone for readers; what is at or below swept is gone from the disk, too.
-- Times are milliseconds since 1970, in UTC.
CREATE TABLE stream (
  id {identity},
  channel {text} NOT NULL UNIQUE,
  epoch {text} NOT NULL,
  base BIGINT NOT NULL,
  last BIGINT NOT NULL,
  floor BIGINT NOT NULL,
  swept BIGINT NOT NULL,
  version BIGINT NOT NULL,
  version_epoch {bytes} NOT NULL,
  kept_until BIGINT NOT NULL,
  position_until BIGINT NOT NULL,
  sweep_at BIGINT NOT NULL
) {updated};

CREATE INDEX stream_sweep_at ON stream (sweep_at);

CREATE TABLE publication (
  stream_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  published_at BIGINT NOT NULL,
  kept_until BIGINT NOT NULL,
  is_json BIGINT NOT NULL,
  data {bytes} NOT NULL,
  tags {bytes},
  publisher {bytes},
  PRIMARY KEY (stream_id, number)
) {clustered};

CREATE TABLE idempotency_key (
  stream_id BIGINT NOT NULL,
  idempotency_key {bytes} NOT NULL,
  number BIGINT NOT NULL,
  kept_until BIGINT NOT NULL,
  PRIMARY KEY (stream_id, idempotency_key)
) {clustered};

CREATE INDEX idempotency_key_kept_until ON idempotency_key (kept_until);

-- The namespaces that were durable when the store was last in use: one that comes (back) to it begins its streams anew.
CREATE TABLE durable_namespace (
  name {text} NOT NULL PRIMARY KEY
);

-- One row that is written to learn whether the store can be written to.
CREATE TABLE probe (
  id BIGINT NOT NULL PRIMARY KEY,
  written_at BIGINT NOT NULL
);

INSERT INTO probe (id, written_at) VALUES (1, 0);
