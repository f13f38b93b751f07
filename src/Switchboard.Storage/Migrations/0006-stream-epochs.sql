-- Streams that nobody has published to have no row: their epochs are made of a secret of the store, the channel, and how many streams
-- whose names have the same hash were removed.
CREATE TABLE stream_secret (
  id BIGINT NOT NULL PRIMARY KEY,
  secret {bytes} NOT NULL
);

CREATE TABLE stream_generation (
  place BIGINT NOT NULL PRIMARY KEY,
  generation BIGINT NOT NULL
);
