namespace Switchboard.Storage.Maintenance;

/// <summary>One line of an export: the head, a namespace, a stream or an inbox, something that belongs to the one before it, a schedule, a call, or the end.</summary>
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

    public ExportedInbox? Inbox { get; init; }

    public ExportedMessage? Message { get; init; }

    public ExportedSchedule? Schedule { get; init; }

    public ExportedCall? Call { get; init; }

    /// <summary>The last line. An export without it was cut off.</summary>
    public StoreCounts? End { get; init; }
}
