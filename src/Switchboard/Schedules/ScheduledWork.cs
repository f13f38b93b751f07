namespace Switchboard.Schedules;

/// <summary>What is to happen: one of both. Stored as JSON, so that names must stay.</summary>
internal sealed record ScheduledWork
{
    public ScheduledPublish? Publish { get; init; }

    public ScheduledMessage? Send { get; init; }

    /// <summary>Who shows as publisher; null for a service.</summary>
    public ScheduledSender? Sender { get; init; }
}
