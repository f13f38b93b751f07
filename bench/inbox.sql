-- Fills the inbox of `full` with 1,000,000 messages, as a store has them: three in ten unread, one in ten archived, one in a thousand of the
-- kind `rare`; 5,000 more are past their time, and wait to be swept. Both databases understand it, but for {bytes}.
INSERT INTO inbox (owner, last, messages, unread) VALUES ('full', 1005000, 1005000, 305000);

INSERT INTO inbox_message (inbox_id, number, message_id, sender_kind, sender, kind, state, place, receipt, accepted_at, delivered_at, read_at,
  ended_at, expires_at, due_at, remember_for, is_json, data, tags, publisher)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1005000)
SELECT (SELECT id FROM inbox WHERE owner = 'full'), i, 'message-' || i, 0, 'ann',
  CASE WHEN i % 1000 = 0 THEN 'rare' ELSE 'note' || (i % 5) END,
  CASE WHEN i <= 5000 OR i % 10 < 3 THEN 0 ELSE 2 END,
  CASE WHEN i <= 5000 OR i % 10 < 3 THEN 0 WHEN i % 10 = 9 THEN 2 ELSE 1 END,
  1, {now} - 1100000 + i, 0, 0, 0, 0,
  CASE WHEN i <= 5000 THEN {now} - 1000 ELSE {now} + 2592000000 + i END, 86400000, 1,
  CAST('{"text":"A message of about a hundred bytes, as notifications are: who, what, where and a link."}' AS {bytes}), NULL, NULL
FROM n;
