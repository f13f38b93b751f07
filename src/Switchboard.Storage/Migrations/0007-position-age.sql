-- When a stream was last published to, and how long an idempotency key of it is remembered: a positionAgeSeconds that is lowered holds at
-- once. Times are Unix milliseconds; 0 is not known, or none.
ALTER TABLE stream ADD COLUMN appended_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stream ADD COLUMN keys_until BIGINT NOT NULL DEFAULT 0;

UPDATE stream SET
  appended_at = COALESCE((SELECT p.published_at FROM publication p WHERE p.stream_id = stream.id AND p.number = stream.last), 0),
  keys_until = COALESCE((SELECT MAX(k.kept_until) FROM idempotency_key k WHERE k.stream_id = stream.id), 0);
