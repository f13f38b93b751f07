namespace Switchboard.Storage.Inboxes;

/// <summary>Statements about inboxes that both databases understand.</summary>
internal static class InboxSql
{
    public const string SelectInbox = "SELECT id AS Id, owner AS Owner, last AS Last, messages AS Messages, unread AS Unread FROM inbox";

    public const string FindInboxes = $"{SelectInbox} WHERE owner {{among owners}} ORDER BY owner {{for update}}";

    /// <summary>Writes the counts of one inbox, for an import.</summary>
    public const string UpdateInbox = "UPDATE inbox SET last = @Last, messages = @Messages, unread = @Unread WHERE id = @Id";

    /// <summary>The columns of a message, in the order in which new ones are written.</summary>
    public const string MessageColumns =
        "inbox_id, number, message_id, sender_kind, sender, kind, state, place, receipt, accepted_at, delivered_at, read_at, ended_at, expires_at, due_at, "
        + "remember_for, is_json, data, tags, publisher";

    // What is past its time, but not yet swept, does not count.
    public const string Unread =
        """
        SELECT i.id AS Id,
          i.unread - (SELECT COUNT(*) FROM inbox_message m {by inbox_message_unread} WHERE m.inbox_id = i.id AND m.place = 0 AND m.due_at <= @now) AS Unread
        FROM inbox i WHERE i.owner = @user
        """;

    /// <summary>Counts the unread messages that are past their time in an inbox.</summary>
    public const string CountDue =
        "SELECT COUNT(*) FROM inbox_message m {by inbox_message_unread} WHERE m.inbox_id = @id AND m.place = 0 AND m.due_at <= @now";

    /// <summary>Puts one message in, for an import.</summary>
    public const string Insert =
        $"""
        INSERT INTO inbox_message ({MessageColumns})
        VALUES (@InboxId, @Number, @MessageId, @SenderKind, @Sender, @Kind, @State, @Place, @Receipt, @AcceptedAt, @DeliveredAt, @ReadAt,
          @EndedAt, @ExpiresAt, @DueAt, @RememberFor, @IsJson, @Data, @Tags, @Publisher)
        ON CONFLICT (message_id) DO NOTHING
        """;

    public const string Update =
        """
        UPDATE inbox_message SET state = @State, place = @Place, receipt = @Receipt, delivered_at = @DeliveredAt, read_at = @ReadAt
        WHERE inbox_id = @InboxId AND number = @Number
        """;

    /// <summary>Takes a message out of its inbox. Its state is remembered, its content is not.</summary>
    public const string Remove =
        """
        UPDATE inbox_message SET state = @State, place = @Place, receipt = @Receipt, delivered_at = @DeliveredAt, read_at = @ReadAt,
          ended_at = @EndedAt, due_at = @DueAt, data = @nothing, tags = NULL, publisher = NULL
        WHERE inbox_id = @InboxId AND number = @Number
        """;

    public const string Settle = "UPDATE inbox_message SET receipt = 1 WHERE message_id = @Id AND state = @state AND receipt > 1";

    public const string FindByIds = SelectStates + " WHERE m.message_id {among ids}";

    public const string FindDueReceipts = $"{SelectStates} WHERE m.receipt = 2 LIMIT @limit";

    public const string FindDueServiceReceipts = $"{SelectStates} WHERE m.receipt = 3 LIMIT @limit";

    /// <summary>Whose messages are past their time: their inboxes are locked first.</summary>
    public const string FindDueOwners =
        "SELECT DISTINCT i.owner FROM (SELECT inbox_id FROM inbox_message {by inbox_message_due_at} WHERE due_at <= @now ORDER BY due_at LIMIT @limit) AS due "
        + "JOIN inbox i ON i.id = due.inbox_id";

    /// <summary>What is past its time, the oldest first.</summary>
    public const string FindDue =
        $"SELECT {StateColumns}, i.owner AS Owner FROM inbox_message m {{by inbox_message_due_at}} JOIN inbox i ON i.id = m.inbox_id "
        + "WHERE m.due_at <= @now ORDER BY m.due_at LIMIT @limit";

    public const string Delete = "DELETE FROM inbox_message WHERE inbox_id = @InboxId AND number = @Number";

    /// <summary>Everything that is known of an inbox's messages, for an export.</summary>
    public const string AllMessages =
        $"SELECT {StateColumns}, m.kind AS Kind, m.is_json AS IsJson, m.data AS Data, m.tags AS Tags, m.publisher AS Publisher FROM inbox_message m "
        + "WHERE m.inbox_id = @id ORDER BY m.number";

    private const string StateColumns =
        "m.inbox_id AS InboxId, m.number AS Number, m.message_id AS MessageId, m.sender_kind AS SenderKind, m.sender AS Sender, m.state AS State, "
        + "m.place AS Place, m.receipt AS Receipt, m.accepted_at AS AcceptedAt, m.delivered_at AS DeliveredAt, m.read_at AS ReadAt, "
        + "m.ended_at AS EndedAt, m.expires_at AS ExpiresAt, m.due_at AS DueAt, m.remember_for AS RememberFor";

    private const string SelectStates = $"SELECT {StateColumns}, i.owner AS Owner FROM inbox_message m JOIN inbox i ON i.id = m.inbox_id";

    private const string SelectContents =
        $"SELECT {StateColumns}, m.is_json AS IsJson, m.data AS Data, m.tags AS Tags, m.publisher AS Publisher FROM inbox_message m";

    /// <summary>Finds the oldest messages that are still in an inbox.</summary>
    public static string FindOldest { get; } = Merge(
        [.. new[] { 0, 1, 2 }.Select(place => $"SELECT {StateColumns} FROM inbox_message m {{by inbox_message_place}} WHERE m.inbox_id = @id AND m.place = {place}")], "ORDER BY Number LIMIT @limit");

    /// <summary>Reads a page: the parts of the inbox that are meant, each in the order of an index, merged.</summary>
    public static string Page(InboxRead read)
    {
        string[] places = read.Filter switch
        {
            InboxFilter.Current => ["m.place = 0", "m.place = 1"],
            InboxFilter.Unread => ["m.place = 0"],
            InboxFilter.Archived => ["m.place = 2"],
            _ => ["m.place = 0 AND m.state = 0"],
        };
        var index = read.Filter == InboxFilter.Undelivered ? "undelivered" : read.Kind is null ? "place" : "kind";
        var kind = read.Kind is null ? "" : " AND m.kind = @kind";
        var cursor = (read.Cursor, read.OldestFirst) switch
        {
            (0, _) => "",
            (_, true) => " AND m.number > @cursor",
            _ => " AND m.number < @cursor",
        };
        var order = read.OldestFirst ? "ORDER BY Number LIMIT @limit" : "ORDER BY Number DESC LIMIT @limit";
        return Merge([.. places.Select(place => $"{SelectContents} {{by inbox_message_{index}}} WHERE m.inbox_id = @id AND {place}{kind}{cursor} AND +m.due_at > @now")], order);
    }

    private static string Merge(string[] parts, string order) => parts.Length == 1
        ? $"{parts[0]} {order}"
        : $"SELECT * FROM ({string.Join(" UNION ALL ", parts.Select(part => $"SELECT * FROM ({part} {order}) AS part"))}) AS merged {order}";
}
