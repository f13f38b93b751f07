using System.Collections.Concurrent;
using Switchboard.Diagnostics;

namespace Switchboard.EventSources;

/// <summary>How one source is, and what became of its messages.</summary>
/// <param name="Name">The source.</param>
internal sealed record EventSourceState(string Name)
{
    private const string NotStarted = "not started";

    private long _retried;
    private long _dropped;
    private int _underWay;

    /// <summary>Why nothing is consumed; null while it is.</summary>
    public string? Problem { get; set; } = NotStarted;

    /// <summary>Whether nothing was heard of the source yet.</summary>
    public bool IsStarting => Problem == NotStarted;

    /// <summary>Whether another node consumes, and this one waits to take over.</summary>
    public bool IsStandingBy { get; set; }

    /// <summary>Whether messages are consumed by this node.</summary>
    public bool IsConsumed => Problem is null && !IsStandingBy;

    /// <summary>Rows of a transactional outbox that wait, as they were counted last; null where nobody counted.</summary>
    public long? Waiting { get; set; }

    /// <summary>Messages that were published, those that had been before included.</summary>
    public StripedCounter Published { get; } = new();

    /// <summary>Messages that could not be used, by why.</summary>
    public ConcurrentDictionary<EventFault, long> Unusable { get; } = [];

    public long Retried => Volatile.Read(ref _retried);

    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Messages that were taken and are not answered yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public void AddUnusable(EventFault fault) => Unusable.AddOrUpdate(fault, 1, static (_, count) => count + 1);

    public void AddRetry() => Interlocked.Increment(ref _retried);

    public void AddDrop() => Interlocked.Increment(ref _dropped);

    public void Begin() => Interlocked.Increment(ref _underWay);

    public void End() => Interlocked.Decrement(ref _underWay);
}

/// <summary>Why a message cannot be used.</summary>
internal enum EventFault
{
    /// <summary>It lacks what a template names.</summary>
    Template,

    /// <summary>It is too large.</summary>
    Size,

    /// <summary>Its payload, tags or event name are not taken where it goes.</summary>
    Payload,

    /// <summary>There is no such channel or user.</summary>
    Channel,

    /// <summary>It may not be published there.</summary>
    Permission,

    /// <summary>It was refused for another reason.</summary>
    Other,
}

/// <summary>What refusals mean for a message.</summary>
internal static class EventFaults
{
    /// <summary>The kind of a refusal that another try cannot change.</summary>
    public static EventFault Of(ErrorCode error) => error switch
    {
        _ when error.Code == ErrorCodes.LimitExceeded.Code => EventFault.Size,
        _ when error.Code == ErrorCodes.BadRequest.Code => EventFault.Payload,
        _ when error.Code == ErrorCodes.UnknownChannel.Code => EventFault.Channel,
        _ when error.Code == ErrorCodes.PermissionDenied.Code => EventFault.Permission,
        _ => EventFault.Other,
    };
}
