-- Jobs. The state is 0 waiting, 1 ready, 2 running, 3 recurring, 4 done, 5 failed, 6 cancelled. Times are Unix milliseconds.
-- The conditions of the indexes are those of the statements, word for word: SQLite recognizes them by that.
CREATE TABLE job (
  id {text} NOT NULL PRIMARY KEY,
  owner {text} NOT NULL,
  method {text} NOT NULL,
  queue {text} NOT NULL,
  revision BIGINT NOT NULL,
  state BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  priority BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  is_untold BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  idempotency_key {text},
  body {bytes} NOT NULL,
  outcome {bytes} NOT NULL,
  expires_at BIGINT
) {updated};

CREATE UNIQUE INDEX job_key ON job (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- For lists, and to count what has not ended where an owner has a limit.
CREATE INDEX job_owner ON job (owner, state, id);

CREATE INDEX job_state ON job (state, id);

CREATE INDEX job_method ON job (method, id);

CREATE INDEX job_ready ON job (queue, priority DESC, next_at, id) WHERE state = 1;

-- To count them: narrow, and in the order in which they were added, so that PostgreSQL goes through the table once to see whether they are there.
CREATE INDEX job_queue ON job (queue) WHERE state = 1;

CREATE INDEX job_waiting ON job (next_at, id) WHERE state = 0;

CREATE INDEX job_overdue ON job (next_at, id) WHERE state IN (2, 3) OR is_untold = 1;

CREATE INDEX job_expiring ON job (expires_at, id) WHERE state IN (0, 1) AND expires_at IS NOT NULL;

CREATE INDEX job_over ON job (next_at, id) WHERE state >= 4 AND is_untold = 0;
