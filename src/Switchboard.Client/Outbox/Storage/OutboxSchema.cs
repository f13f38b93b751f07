namespace Switchboard.Client.Outbox.Storage;

/// <summary>The layout of an outbox's file.</summary>
internal static class OutboxSchema
{
    /// <summary>Marks a SQLite file as an outbox: "SBOX".</summary>
    public const long ApplicationId = 0x53_42_4F_58;

    /// <summary>The version of the layout that this program writes, and the only one that it reads.</summary>
    public const long Version = 1;

    /// <summary>
    /// Makes the layout. Ids are never given twice, so that an acknowledgement cannot meet a newer item. The clock's row says what the
    /// file's own time was at a time of the computer's clock.
    /// </summary>
    public const string Create = """
        CREATE TABLE items (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          kind INTEGER NOT NULL,
          channel TEXT NOT NULL,
          data BLOB NOT NULL,
          idempotency_key TEXT NOT NULL,
          taken_at INTEGER NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE dead_letters (
          id INTEGER PRIMARY KEY,
          kind INTEGER NOT NULL,
          channel TEXT NOT NULL,
          data BLOB NOT NULL,
          idempotency_key TEXT NOT NULL,
          taken_at INTEGER NOT NULL,
          attempts INTEGER NOT NULL,
          reason INTEGER NOT NULL,
          error_code INTEGER NOT NULL,
          error_message TEXT NOT NULL
        ) STRICT;
        CREATE TABLE clock (id INTEGER PRIMARY KEY CHECK (id = 1), now INTEGER NOT NULL, wall INTEGER NOT NULL) STRICT;
        """;
}
