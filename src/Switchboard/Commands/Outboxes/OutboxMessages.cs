using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Extensibility;

namespace Switchboard.Commands.Outboxes;

/// <summary>Asks for the outboxes.</summary>
internal sealed record OutboxesRequest;

/// <summary>The outboxes.</summary>
internal sealed record OutboxesResult
{
    [Description("The outboxes, in the order of the options.")]
    public required IReadOnlyList<OutboxInfo> Outboxes { get; init; }
}

/// <summary>An outbox.</summary>
internal sealed record OutboxInfo
{
    [Description("Its name.")]
    public required string Name { get; init; }

    [Description("postgreSql or sqlite.")]
    public required string Type { get; init; }

    [Description("starting, until the node knows; reading; standby, while another node reads; away, while nobody can.")]
    public required string State { get; init; }

    [Description("Why nothing is read, or counted; absent where there is no reason.")]
    public string? Problem { get; init; }

    [Description("How many rows this node has published since it started.")]
    public required long Published { get; init; }

    [Description("How many committed rows wait, up to 10,000; absent where they could not be counted.")]
    public long? Waiting { get; init; }

    [Description("Whether more wait than were counted; absent where not.")]
    public bool? More { get; init; }

    [Description("How many rows were refused and are kept aside.")]
    public long? Refused { get; init; }

    [Description("When the oldest row that waits was written, in Unix milliseconds.")]
    public long? OldestAt { get; init; }
}

/// <summary>Asks for the rows that an outbox has refused.</summary>
internal sealed record OutboxRefusedRequest
{
    [Description("The name of the outbox.")]
    [Required]
    public string? Name { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("How many at most, up to 1000. 0 or absent is 100.")]
    public long? Limit { get; init; }
}

/// <summary>A page of rows that were refused.</summary>
internal sealed record OutboxRefusedResult
{
    [Description("The rows, without their payloads, the oldest at the beginning.")]
    public required IReadOnlyList<RefusedRowInfo> Rows { get; init; }

    [Description("Where the page ends; absent where none follows.")]
    public string? Cursor { get; init; }
}

/// <summary>A row that was refused.</summary>
internal sealed record RefusedRowInfo
{
    [Description("Its id.")]
    public required long Id { get; init; }

    [Description("What it asked for: publish, map_publish, map_remove or send.")]
    public required string Action { get; init; }

    [Description("The channel; the user for send.")]
    public required string Channel { get; init; }

    [Description("The key of an entry; absent for none.")]
    public string? Key { get; init; }

    [Description("The size of the payload.")]
    public required long Bytes { get; init; }

    [Description("The code of the error; 0 where the row did not get as far.")]
    public required uint Code { get; init; }

    [Description("Why it was refused.")]
    public required string Reason { get; init; }

    [Description("When it was written, in Unix milliseconds.")]
    public required long CreatedAt { get; init; }

    [Description("When it was refused, in Unix milliseconds.")]
    public required long RefusedAt { get; init; }

    /// <summary>What is shown of a row.</summary>
    public static RefusedRowInfo Of(RefusedOutboxRow row) => new()
    {
        Id = row.Id,
        Action = row.Action,
        Channel = row.Target,
        Key = row.Key,
        Bytes = row.Bytes,
        Code = row.Code,
        Reason = row.Reason,
        CreatedAt = row.CreatedAt,
        RefusedAt = row.RefusedAt,
    };
}

/// <summary>Names rows that were refused.</summary>
internal sealed record OutboxRowsRequest
{
    [Description("The name of the outbox.")]
    [Required]
    public string? Name { get; init; }

    [Description("The ids of the rows, at most 1000. Those that are not there are passed over.")]
    public IReadOnlyList<long>? Ids { get; init; }

    [Description("true in place of ids for all rows.")]
    public bool? All { get; init; }
}

/// <summary>How many rows were changed.</summary>
internal sealed record OutboxRowsResult
{
    [Description("How many rows there were.")]
    public required long Rows { get; init; }
}
