-- The inboxes of users, and what became of the messages in them.
CREATE TABLE inbox (
  id {identity},
  owner {text} NOT NULL UNIQUE,
  last BIGINT NOT NULL,
  messages BIGINT NOT NULL,
  unread BIGINT NOT NULL
) {updated};

-- The place of a message is 0 unread, 1 read, 2 archived, 3 gone: only its id and state are remembered.
-- Its receipt is 0 not wanted, 1 not due, 2 due.
-- At due_at it leaves the inbox or, if it has, is forgotten. Times are Unix milliseconds; 0 is none.
CREATE TABLE inbox_message (
  inbox_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  message_id {text} NOT NULL UNIQUE,
  sender_kind BIGINT NOT NULL,
  sender {text} NOT NULL,
  kind {text} NOT NULL,
  state BIGINT NOT NULL,
  place BIGINT NOT NULL,
  receipt BIGINT NOT NULL,
  accepted_at BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL,
  read_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  remember_for BIGINT NOT NULL,
  is_json BIGINT NOT NULL,
  data {bytes} NOT NULL,
  tags {bytes},
  publisher {bytes},
  PRIMARY KEY (inbox_id, number)
) {clustered};

CREATE INDEX inbox_message_place ON inbox_message (inbox_id, place, number);
CREATE INDEX inbox_message_kind ON inbox_message (inbox_id, kind, place, number);
CREATE INDEX inbox_message_undelivered ON inbox_message (inbox_id, number) WHERE place = 0 AND state = 0;
CREATE INDEX inbox_message_receipt ON inbox_message (inbox_id, number) WHERE receipt = 2;
CREATE INDEX inbox_message_due_at ON inbox_message (due_at);
