-- Events that wait to be sent to a target, in the order of their numbers. What is not needed to find them is in head, as JSON.
CREATE TABLE outbox_event (
  number {identity},
  target {text} NOT NULL,
  event_id {text} NOT NULL,
  happened_at BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  head {bytes} NOT NULL,
  data {bytes} NOT NULL
);

CREATE INDEX outbox_event_target ON outbox_event (target, number, bytes);

-- Which node sends to a target, and until when no other does.
CREATE TABLE outbox_lease (
  target {text} NOT NULL PRIMARY KEY,
  owner {text} NOT NULL,
  held_until BIGINT NOT NULL
) {updated};
