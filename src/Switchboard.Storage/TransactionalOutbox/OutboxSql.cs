using System.Globalization;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>The statements that both databases share.</summary>
/// <param name="tables">What the names of the tables begin with, schema included.</param>
/// <param name="among">How an id is compared with the parameter <c>ids</c>.</param>
/// <param name="length">The function that counts the bytes of a text or payload.</param>
internal sealed class OutboxSql(string tables, string among, string length)
{
    /// <summary>How many rows that wait are counted.</summary>
    public const int CountedRows = 10_000;

    // The functions take names of so many bytes.
    private const int ShownLength = 4096;
    private const string Content = "action, channel, key, data, event, tags, idempotency_key, score";

    /// <summary>The size of a row.</summary>
    public string Bytes { get; } = string.Join(" + ", new[] { "action", "channel", "key", "data", "event", "tags", "idempotency_key" }.Select(column => $"COALESCE(CAST({length}({column}) AS BIGINT), 0)"));

    /// <summary>The version of the tables.</summary>
    public string Version { get; } = $"SELECT MAX(version) FROM {tables}outbox_version";

    /// <summary>Removes rows.</summary>
    public string Remove { get; } = $"DELETE FROM {tables}outbox WHERE id {among}";

    /// <summary>Counts rows.</summary>
    public string Count { get; } = $"""
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM {tables}outbox LIMIT {CountedRows + 1}) AS counted) AS "Waiting",
               (SELECT COUNT(*) FROM {tables}outbox_refused) AS "Refused",
               (SELECT CAST(created_at AS BIGINT) FROM {tables}outbox ORDER BY id LIMIT 1) AS "OldestAt"
        """;

    /// <summary>Lists rows that were refused. Texts are cut: anything may have been written by hand.</summary>
    public string ListRefused { get; } = $"""
        SELECT id AS "Id", {Shown("action")} AS "Action", {Shown("channel")} AS "Target", {Shown("key")} AS "Key", COALESCE(CAST({length}(data) AS BIGINT), 0) AS "Bytes",
               CAST(code AS BIGINT) AS "Code", {Shown("reason")} AS "Reason", CAST(created_at AS BIGINT) AS "CreatedAt", CAST(refused_at AS BIGINT) AS "RefusedAt"
        FROM {tables}outbox_refused WHERE id > @after ORDER BY id LIMIT @limit
        """;

    /// <summary>Drops rows for which there is no room any more, or time.</summary>
    public string Trim(string all) => $"""
        DELETE FROM {tables}outbox_refused
        WHERE refused_at < @before OR id IN (SELECT id FROM {tables}outbox_refused ORDER BY refused_at DESC, id DESC LIMIT {all} OFFSET @most)
        """;

    /// <summary>Copies refused rows back, from a table or a query.</summary>
    public string PutBack(string source) => $"INSERT INTO {tables}outbox ({Content}) SELECT {Content} FROM {source} ORDER BY id";

    /// <summary>The columns of a row, as they are read.</summary>
    public string Read(string id, string text, string data) => $"""
        SELECT {id} AS "Id", CAST(created_at AS BIGINT) AS "CreatedAt", {text.Replace("*", "action", StringComparison.Ordinal)} AS "Action", {text.Replace("*", "channel", StringComparison.Ordinal)} AS "Target",
               {text.Replace("*", "key", StringComparison.Ordinal)} AS "Key", {data} AS "Data", {text.Replace("*", "event", StringComparison.Ordinal)} AS "Event",
               {text.Replace("*", "tags", StringComparison.Ordinal)} AS "Tags", {text.Replace("*", "idempotency_key", StringComparison.Ordinal)} AS "IdempotencyKey", CAST(score AS BIGINT) AS "Score"
        FROM {tables}outbox WHERE id {among} ORDER BY id
        """;

    /// <summary>Drops refused rows: all, or those of <c>ids</c>.</summary>
    public string Drop(bool isAll) => $"DELETE FROM {tables}outbox_refused{Where(isAll)}";

    /// <summary>Selects refused rows: all, or those of <c>ids</c>.</summary>
    public string Refused(bool isAll) => $"(SELECT * FROM {tables}outbox_refused{Where(isAll)}) AS refused";

    private static string Shown(string column) => string.Create(CultureInfo.InvariantCulture, $"substr(CAST({column} AS TEXT), 1, {ShownLength})");

    private string Where(bool isAll) => isAll ? "" : $" WHERE id {among}";
}
