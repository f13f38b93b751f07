-- The transactional outbox of Switchboard, version 1. Running it again changes nothing.
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS {name}_outbox_version (version INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS {name}_outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
    action TEXT NOT NULL DEFAULT 'publish',
    channel TEXT NOT NULL,
    key TEXT,
    data BLOB,
    event TEXT,
    tags TEXT,
    idempotency_key TEXT,
    score INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS {name}_outbox_refused (
    id INTEGER PRIMARY KEY,
    created_at INTEGER NOT NULL,
    action TEXT NOT NULL,
    channel TEXT NOT NULL,
    key TEXT,
    data BLOB,
    event TEXT,
    tags TEXT,
    idempotency_key TEXT,
    score INTEGER NOT NULL,
    code INTEGER NOT NULL,
    reason TEXT NOT NULL,
    refused_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS {name}_outbox_refused_at ON {name}_outbox_refused (refused_at);

INSERT INTO {name}_outbox_version SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM {name}_outbox_version);
COMMIT;
