-- What is to happen at a later time.
-- It may next be taken at next_at: its time, the end of the lease of whoever is carrying it out, or until when it was put off.
CREATE TABLE schedule (
  owner {text} NOT NULL,
  id {text} NOT NULL,
  revision {text} NOT NULL,
  due_at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  is_taken BIGINT NOT NULL,
  body {bytes} NOT NULL,
  PRIMARY KEY (owner, id)
) {updated};

CREATE INDEX schedule_owner_due_at ON schedule (owner, due_at, id);

CREATE INDEX schedule_next_at ON schedule (next_at);

CREATE INDEX schedule_taken ON schedule (next_at) WHERE is_taken = 1;
