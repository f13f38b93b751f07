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
