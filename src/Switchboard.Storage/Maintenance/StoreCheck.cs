using System.Data.Common;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Maintenance;

/// <summary>Looks for what must not be in a store: holes, positions beyond the top, rows that belong to nothing. The server may run meanwhile.</summary>
internal static class StoreCheck
{
    private static readonly (string Problem, string Sql)[] _rules =
    [
        ("its numbers contradict each other", "SELECT channel FROM stream WHERE base > last OR floor > last OR swept > last OR floor < base OR (epoch = '' AND last > 0)"),
        (
            "publications are missing between those that are kept",
            """
            SELECT s.channel FROM stream s JOIN publication p ON p.stream_id = s.id AND p.number > s.floor
            GROUP BY s.id, s.channel, s.last HAVING MAX(p.number) <> s.last OR COUNT(*) <> MAX(p.number) - MIN(p.number) + 1
            """
        ),
        ("publications lie beyond its position", "SELECT DISTINCT s.channel FROM stream s JOIN publication p ON p.stream_id = s.id WHERE p.number > s.last"),
        ("an idempotency key names a publication beyond its position", "SELECT DISTINCT s.channel FROM stream s JOIN idempotency_key k ON k.stream_id = s.id WHERE k.number > s.last"),
        ("publications belong to no stream", "SELECT DISTINCT CAST(p.stream_id AS TEXT) FROM publication p WHERE NOT EXISTS (SELECT 1 FROM stream s WHERE s.id = p.stream_id)"),
        ("idempotency keys belong to no stream", "SELECT DISTINCT CAST(k.stream_id AS TEXT) FROM idempotency_key k WHERE NOT EXISTS (SELECT 1 FROM stream s WHERE s.id = k.stream_id)"),
        (
            "its count contradicts its entries",
            "SELECT s.channel FROM stream s WHERE s.position_until > 0 AND s.entries <> (SELECT COUNT(*) FROM map_entry e WHERE e.stream_id = s.id AND e.base = s.base)"
        ),
        (
            "entries lie beyond its position",
            "SELECT DISTINCT s.channel FROM stream s JOIN map_entry e ON e.stream_id = s.id WHERE e.number > s.last OR e.number <= e.base OR e.base > s.base"
        ),
        (
            "its entries contradict its changes",
            """
            SELECT DISTINCT s.channel FROM stream s
            JOIN (SELECT stream_id, entry_key, MAX(number) AS number FROM publication WHERE entry_key IS NOT NULL GROUP BY stream_id, entry_key) c ON c.stream_id = s.id
            JOIN publication p ON p.stream_id = s.id AND p.number = c.number
            LEFT JOIN map_entry e ON e.stream_id = s.id AND e.base = s.base AND e.entry_key = c.entry_key
            WHERE s.position_until > 0 AND p.number > s.floor AND p.number > s.base AND COALESCE(e.number, 0) <> CASE WHEN p.is_removal = 0 THEN p.number ELSE 0 END
            """
        ),
        ("wholes lie beyond its position", "SELECT DISTINCT s.channel FROM stream s JOIN whole w ON w.stream_id = s.id WHERE w.created > s.last"),
        (
            "a whole contradicts its parts",
            """
            SELECT DISTINCT s.channel FROM stream s JOIN whole w ON w.stream_id = s.id
            WHERE w.size <> COALESCE((SELECT SUM(LENGTH(p.data)) FROM whole_part p WHERE p.stream_id = w.stream_id AND p.created = w.created), 0)
              OR w.state NOT BETWEEN 0 AND 4 OR (w.state = 1) <> (w.open_until IS NOT NULL)
            """
        ),
        ("wholes belong to no stream", "SELECT DISTINCT CAST(w.stream_id AS TEXT) FROM whole w WHERE NOT EXISTS (SELECT 1 FROM stream s WHERE s.id = w.stream_id)"),
        (
            "parts belong to no whole",
            "SELECT DISTINCT CAST(p.stream_id AS TEXT) FROM whole_part p WHERE NOT EXISTS (SELECT 1 FROM whole w WHERE w.stream_id = p.stream_id AND w.created = p.created)"
        ),
        ("entries belong to no stream", "SELECT DISTINCT CAST(e.stream_id AS TEXT) FROM map_entry e WHERE NOT EXISTS (SELECT 1 FROM stream s WHERE s.id = e.stream_id)"),
        (
            "its counts contradict its messages",
            """
            SELECT i.owner FROM inbox i WHERE i.messages <> (SELECT COUNT(*) FROM inbox_message m WHERE m.inbox_id = i.id AND m.place < 3)
              OR i.unread <> (SELECT COUNT(*) FROM inbox_message m WHERE m.inbox_id = i.id AND m.place = 0)
              OR i.last < (SELECT COALESCE(MAX(m.number), 0) FROM inbox_message m WHERE m.inbox_id = i.id)
            """
        ),
        ("a message's state contradicts its place", "SELECT m.message_id FROM inbox_message m WHERE (m.place = 3 AND m.state = 0) OR (m.place IN (1, 2) AND m.state <> 2) OR (m.place = 0 AND m.state > 1)"),
        ("messages belong to no inbox", "SELECT m.message_id FROM inbox_message m WHERE NOT EXISTS (SELECT 1 FROM inbox i WHERE i.id = m.inbox_id)"),
        ("a schedule is incomplete", "SELECT owner FROM schedule WHERE id = '' OR revision = '' OR LENGTH(body) = 0 OR due_at < 0 OR is_taken NOT IN (0, 1)"),
        ("an event of the outbox is incomplete", "SELECT target FROM outbox_event WHERE target = '' OR event_id = '' OR LENGTH(head) = 0 OR happened_at < 0 OR bytes <= 0"),
        ("an event of the outbox is there twice", "SELECT event_id FROM outbox_event GROUP BY target, event_id HAVING COUNT(*) > 1"),
        (
            "a job contradicts itself",
            "SELECT id FROM job WHERE owner = '' OR queue = '' OR revision < 1 OR attempt < 0 OR state NOT BETWEEN 0 AND 6 OR is_untold NOT IN (0, 1) OR (is_untold = 1 AND state < 4)"
        ),
        (
            "its entries are not those of its chain: run `switchboard audit verify`",
            """
            SELECT 'audit' FROM audit_chain c WHERE c.number - c.anchor_number <> (SELECT COUNT(*) FROM audit_entry)
              OR (c.number > c.anchor_number AND NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.number = c.number AND e.hash = c.hash))
              OR EXISTS (SELECT 1 FROM audit_entry e WHERE e.number > c.number OR e.number <= c.anchor_number)
            """
        ),
    ];

    /// <summary>Finds all problems.</summary>
    public static async Task<IReadOnlyList<StoreProblem>> FindAsync(StoreDatabase database, CancellationToken cancellationToken)
    {
        var problems = new List<StoreProblem>();
        await database.ReadSnapshotAsync(
            async connection =>
            {
                problems.AddRange((await database.FindDamageAsync(connection)).Select(damage => new StoreProblem(database.Description, damage)));
                foreach (var (problem, sql) in _rules)
                {
                    problems.AddRange(await FindAsync(connection, problem, database.Dialect.Translate(sql)));
                }
            },
            cancellationToken);
        return problems;
    }

    private static async Task<IEnumerable<StoreProblem>> FindAsync(DbConnection connection, string problem, string sql)
        => (await connection.QueryRowsAsync<string>(sql)).Select(subject => new StoreProblem(subject, problem));
}

/// <summary>Something in a store that must not be.</summary>
/// <param name="Subject">What it concerns: a channel, or the file.</param>
/// <param name="Problem">What is wrong.</param>
internal sealed record StoreProblem(string Subject, string Problem);
