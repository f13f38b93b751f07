using System.Collections.Concurrent;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>Everything that was tried with inboxes and schedules. Safe to add to from any thread.</summary>
internal sealed class InboxHistory
{
    public ConcurrentQueue<SendAttempt> Sends { get; } = new();

    public ConcurrentQueue<MarkAttempt> Marks { get; } = new();

    public ConcurrentQueue<StateSighting> Sightings { get; } = new();

    public ConcurrentQueue<ScheduleAttempt> Schedules { get; } = new();
}

/// <summary>One item that somebody wanted published, and what became of it.</summary>
/// <param name="Id">Its payload, which no other has.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Acknowledged">The position that was acknowledged; null where the answer never came.</param>
internal sealed record PublishAttempt(string Id, string Channel, Position? Acknowledged);

/// <summary>One message that somebody wanted sent, and what became of it. What was repeated with its key is here more than once.</summary>
/// <param name="Text">Its payload, which no other message has.</param>
/// <param name="Sender">The sending user; empty for a service.</param>
/// <param name="User">Whose inbox.</param>
/// <param name="Id">The id that was acknowledged; null where the answer never came.</param>
internal sealed record SendAttempt(string Text, string Sender, string User, string? Id);

/// <summary>One mark that a user's connection wanted made.</summary>
/// <param name="User">Whose inbox.</param>
/// <param name="Id">The message.</param>
/// <param name="As">What was done with it.</param>
/// <param name="IsAcknowledged">Whether the answer came.</param>
internal sealed record MarkAttempt(string User, string Id, InboxMark As, bool IsAcknowledged);

/// <summary>One thing that somebody wanted to happen later. What was repeated with its key is here more than once.</summary>
/// <param name="Text">Its payload, which nothing else has.</param>
/// <param name="Owner">The user who scheduled it; empty for a service.</param>
/// <param name="Target">The channel that it is published into, or the user that it is sent to.</param>
/// <param name="Due">When, in Unix milliseconds.</param>
/// <param name="IsAcknowledged">Whether the answer came.</param>
internal sealed record ScheduleAttempt(string Text, string Owner, string Target, long Due, bool IsAcknowledged);

/// <summary>A state that somebody saw a message in. Those of one observer are in the order in which they were seen.</summary>
/// <param name="Observer">Who saw it, one thing after the other.</param>
/// <param name="Id">The message.</param>
/// <param name="State">The state.</param>
internal sealed record StateSighting(string Observer, string Id, MessageState State);

/// <summary>One change of an entry that somebody wanted, and what became of it. What was repeated with its key is here more than once.</summary>
/// <param name="Key">The key of the entry.</param>
/// <param name="Text">The payload, which no other has; empty for a removal.</param>
/// <param name="Answer">What was answered.</param>
/// <param name="Position">The position that was acknowledged.</param>
internal sealed record MapAttempt(string Key, string Text, MapAnswer Answer, Position Position);

/// <summary>What was answered to a change of an entry.</summary>
internal enum MapAnswer
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It took effect, or had done so before.</summary>
    Changed,

    /// <summary>A condition was in its way.</summary>
    Refused,
}
