namespace Switchboard.Storage.Maintenance;

/// <summary>How much was exported or imported. The end of an export has it, too.</summary>
internal sealed record StoreCounts
{
    public long Streams { get; init; }

    public long Publications { get; init; }

    public long Inboxes { get; init; }

    /// <summary>Messages, those among them of which only id and state are remembered.</summary>
    public long Messages { get; init; }

    public long Schedules { get; init; }

    /// <summary>Calls with an idempotency key.</summary>
    public long Calls { get; init; }

    /// <summary>The same in words.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Streams} streams with {Publications} publications, {Inboxes} inboxes with {Messages} messages, {Schedules} schedules and {Calls} calls");
}
