using System.Text.Json.Serialization;
using Switchboard.Extensibility;
using Switchboard.Storage.Audit;
using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Maintenance;

/// <summary>One line of an export: the head, a namespace, a stream or an inbox, something that belongs to the one before it, a schedule, a job, a call, an event of the outbox, a record, an entry of the audit or its chain, or the end.</summary>
internal sealed record ExportLine
{
    /// <summary>What the head calls the format.</summary>
    public const string FormatName = "switchboard-store";

    /// <summary>The version of the format.</summary>
    public const int FormatVersion = 1;

    public string? Format { get; init; }

    public int? Version { get; init; }

    public string? Namespace { get; init; }

    public ExportedStream? Stream { get; init; }

    public ExportedPublication? Publication { get; init; }

    public ExportedKey? Key { get; init; }

    public ExportedEntry? Entry { get; init; }

    public ExportedWhole? Whole { get; init; }

    public ExportedInbox? Inbox { get; init; }

    public ExportedMessage? Message { get; init; }

    public ExportedSchedule? Schedule { get; init; }

    public ExportedJob? Job { get; init; }

    public ExportedCall? Call { get; init; }

    public ExportedEvent? Event { get; init; }

    public ExportedRecord? Record { get; init; }

    public AuditRow? Audit { get; init; }

    public AuditChainRow? AuditChain { get; init; }

    /// <summary>The last line. An export without it was cut off.</summary>
    public StoreCounts? End { get; init; }
}

/// <summary>How much was exported or imported. The end of an export has it, too.</summary>
internal sealed record StoreCounts
{
    public long Streams { get; init; }

    public long Publications { get; init; }

    /// <summary>Entries of map channels.</summary>
    public long Entries { get; init; }

    /// <summary>Publications of mutable channels.</summary>
    public long Wholes { get; init; }

    public long Inboxes { get; init; }

    /// <summary>Messages, those among them of which only id and state are remembered.</summary>
    public long Messages { get; init; }

    public long Schedules { get; init; }

    public long Jobs { get; init; }

    /// <summary>Calls with an idempotency key.</summary>
    public long Calls { get; init; }

    /// <summary>Events in the outbox.</summary>
    public long Events { get; init; }

    /// <summary>Accounts, devices, keys, grants and the like.</summary>
    public long Records { get; init; }

    /// <summary>Entries of the audit.</summary>
    public long AuditEntries { get; init; }

    /// <summary>The same in words.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Streams} streams with {Publications} publications, {Entries} entries and {Wholes} wholes, {Inboxes} inboxes with {Messages} messages, {Schedules} schedules, {Jobs} jobs, {Calls} calls, {Events} events, {Records} records and {AuditEntries} entries of the audit");
}

/// <summary>A stream in an export. Its numbers are offsets.</summary>
internal sealed record ExportedStream(
    string Channel, string Epoch, long Top, long Floor, long Version, byte[] VersionEpoch, long KeptUntil, long PositionUntil, long AppendedAt = 0, long KeysUntil = 0,
    long Entries = 0)
{
    public static ExportedStream From(StreamRow row) => new(
        row.Channel, row.Epoch, row.Last - row.Base, row.Floor - row.Base, row.Version, row.VersionEpoch, row.KeptUntil, row.PositionUntil, row.AppendedAt, row.KeysUntil, row.Entries);
}

/// <summary>A publication in an export.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="PublishedAt">When it entered the hub, in Unix milliseconds.</param>
/// <param name="KeptUntil">Until when it is kept, in Unix milliseconds.</param>
/// <param name="IsJson">Whether the data is JSON.</param>
/// <param name="Data">The payload.</param>
/// <param name="Tags">The tags as a JSON object; null for none.</param>
/// <param name="Publisher">The publisher as a JSON object; null for none.</param>
/// <param name="EntryKey">The key of the entry that it sets or removes; null in a stream channel.</param>
/// <param name="IsRemoval">Whether it removes the entry.</param>
/// <param name="Score">What the entry is ordered by.</param>
internal sealed record ExportedPublication(
    long Offset,
    long PublishedAt,
    long KeptUntil,
    bool IsJson,
    byte[] Data,
    byte[]? Tags,
    byte[]? Publisher,
    byte[]? EntryKey = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsRemoval = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Score = 0)
{
    public static ExportedPublication From(PublicationRow row, long @base) => new(
        row.Number - @base,
        row.PublishedAt,
        row.KeptUntil,
        row.IsJson != 0,
        row.Data.ToArray(),
        row.Tags,
        row.Publisher,
        row.Key,
        row.IsRemoval != 0,
        row.Score);
}

/// <summary>An entry of a map channel in an export. The fields are those of its row, its numbers offsets.</summary>
internal sealed record ExportedEntry
{
    /// <summary>The columns of an entry, under the names here.</summary>
    public const string Columns =
        "entry_key AS Key, number - base AS Offset, score AS Score, version AS Version, version_epoch AS VersionEpoch, expires_at AS ExpiresAt, "
        + "published_at AS PublishedAt, is_json AS IsJson, tags AS Tags, publisher AS Publisher, data AS Data";

    public byte[] Key { get; init; } = [];

    public long Offset { get; init; }

    public long Score { get; init; }

    public long Version { get; init; }

    public byte[] VersionEpoch { get; init; } = [];

    public long? ExpiresAt { get; init; }

    public long PublishedAt { get; init; }

    public long IsJson { get; init; }

    public byte[]? Tags { get; init; }

    public byte[]? Publisher { get; init; }

    public byte[] Data { get; init; } = [];
}

/// <summary>An idempotency key in an export.</summary>
internal sealed record ExportedKey(byte[] Key, long Offset, long KeptUntil);

/// <summary>An inbox in an export. Its counts follow from its messages.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Last">The number of the newest message that was ever in it.</param>
internal sealed record ExportedInbox(string Owner, long Last);

/// <summary>A message in an export, or what is remembered of one. The fields are those of <see cref="MessageRow"/>.</summary>
internal sealed record ExportedMessage
{
    public required long Number { get; init; }

    public required string Id { get; init; }

    public required long SenderKind { get; init; }

    public required string Sender { get; init; }

    public required string Kind { get; init; }

    public required long State { get; init; }

    public required long Place { get; init; }

    public required long Receipt { get; init; }

    public required long AcceptedAt { get; init; }

    public required long DeliveredAt { get; init; }

    public required long ReadAt { get; init; }

    public required long EndedAt { get; init; }

    public required long ExpiresAt { get; init; }

    public required long DueAt { get; init; }

    public required long RememberFor { get; init; }

    public required bool IsJson { get; init; }

    public required byte[] Data { get; init; }

    public byte[]? Tags { get; init; }

    public byte[]? Publisher { get; init; }

    public static ExportedMessage From(MessageRow row) => new()
    {
        Number = row.Number,
        Id = row.MessageId,
        SenderKind = row.SenderKind,
        Sender = row.Sender,
        Kind = row.Kind,
        State = row.State,
        Place = row.Place,
        Receipt = row.Receipt,
        AcceptedAt = row.AcceptedAt,
        DeliveredAt = row.DeliveredAt,
        ReadAt = row.ReadAt,
        EndedAt = row.EndedAt,
        ExpiresAt = row.ExpiresAt,
        DueAt = row.DueAt,
        RememberFor = row.RememberFor,
        IsJson = row.IsJson != 0,
        Data = row.Data,
        Tags = row.Tags,
        Publisher = row.Publisher,
    };

    /// <summary>The row, in an inbox.</summary>
    public MessageRow ToRow(InboxRow inbox) => new()
    {
        InboxId = inbox.Id,
        Owner = inbox.Owner,
        Number = Number,
        MessageId = Id,
        SenderKind = SenderKind,
        Sender = Sender,
        Kind = Kind,
        State = State,
        Place = Place,
        Receipt = Receipt,
        AcceptedAt = AcceptedAt,
        DeliveredAt = DeliveredAt,
        ReadAt = ReadAt,
        EndedAt = EndedAt,
        ExpiresAt = ExpiresAt,
        DueAt = DueAt,
        RememberFor = RememberFor,
        IsJson = IsJson ? 1 : 0,
        Data = Data,
        Tags = Tags,
        Publisher = Publisher,
    };
}

/// <summary>A schedule in an export. One that is being carried out is exported as if it were not: its revision keeps it from taking effect again.</summary>
internal sealed record ExportedSchedule(string Owner, string Id, string Revision, long DueAt, byte[] Body);

/// <summary>A job in an export, as it is: where one is running, its lease ends in time.</summary>
internal sealed record ExportedJob
{
    public required string Id { get; init; }

    public required string Owner { get; init; }

    public required string Method { get; init; }

    public required string Queue { get; init; }

    public required long Revision { get; init; }

    public required long State { get; init; }

    public required long NextAt { get; init; }

    public required long Priority { get; init; }

    public required long Attempt { get; init; }

    public required long IsUntold { get; init; }

    public required long CreatedAt { get; init; }

    public string? IdempotencyKey { get; init; }

    public required byte[] Body { get; init; }

    public required byte[] Outcome { get; init; }

    public long? ExpiresAt { get; init; }

    public static ExportedJob From(StoredJob job) => new()
    {
        Id = job.Id,
        Owner = job.Owner,
        Method = job.Method,
        Queue = job.Queue,
        Revision = job.Revision,
        State = (long)job.State,
        NextAt = job.NextAt.ToUnixTimeMilliseconds(),
        Priority = job.Priority,
        Attempt = job.Attempt,
        IsUntold = job.IsUntold ? 1 : 0,
        CreatedAt = job.CreatedAt.ToUnixTimeMilliseconds(),
        IdempotencyKey = job.IdempotencyKey,
        Body = job.Body.AsArray(),
        Outcome = job.Outcome.AsArray(),
        ExpiresAt = job.ExpiresAt?.ToUnixTimeMilliseconds(),
    };
}

/// <summary>A call with an idempotency key in an export. One that is under way is exported so: a repeat is then told that nobody knows what it came to.</summary>
internal sealed record ExportedCall(byte[] Key, long HasEnded, long ErrorCode, byte[] ErrorMessage, long IsTemporary, byte[] Data, long KeptUntil);

/// <summary>An event of the outbox in an export. Its number is given anew, in the same order.</summary>
internal sealed record ExportedEvent(string Target, string EventId, long HappenedAt, long Bytes, byte[] Head, byte[] Data);

/// <summary>A record in an export. Its revision is given anew.</summary>
internal sealed record ExportedRecord(string Kind, string Id, string Owner, long ExpiresAt, byte[] Body);

/// <summary>How lines of an export are written. Bytes are in base64.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ExportLine))]
internal sealed partial class ExportJsonContext : JsonSerializerContext;
