-- One-time connection tickets, by the hash of their secret. One that was used is remembered until forget_at, so that who brings it again
-- is told so. Times are Unix milliseconds; used_at is 0 until then.
CREATE TABLE ticket (
  hash {bytes} NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  forget_at BIGINT NOT NULL,
  body {bytes} NOT NULL
) {updated};

CREATE INDEX ticket_forget_at ON ticket (forget_at);
