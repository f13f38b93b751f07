-- Calls that were made under an idempotency key, and what they came to.
-- The error code is 0 where there is none. Times are Unix milliseconds.
CREATE TABLE call_result (
  call_key {bytes} NOT NULL PRIMARY KEY,
  has_ended BIGINT NOT NULL,
  error_code BIGINT NOT NULL,
  error_message {bytes} NOT NULL,
  is_temporary BIGINT NOT NULL,
  data {bytes} NOT NULL,
  kept_until BIGINT NOT NULL
) {clustered};

CREATE INDEX call_result_kept_until ON call_result (kept_until);
