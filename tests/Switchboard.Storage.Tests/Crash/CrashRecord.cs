using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>Everything that was tried while a server was killed again and again. Safe to use from any thread.</summary>
internal sealed class CrashRecord
{
    private int _acknowledged;

    public ConcurrentQueue<PublishAttempt> Publishes { get; } = new();

    public ConcurrentQueue<MapAttempt> Entries { get; } = new();

    public InboxHistory Inboxes { get; } = new();

    /// <summary>When the processes were started, in Unix milliseconds.</summary>
    public List<long> Starts { get; } = [];

    /// <summary>How many operations were acknowledged.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Everything that was tried.</summary>
    public int Attempts => Publishes.Count + Entries.Count + Inboxes.Sends.Count + Inboxes.Marks.Count + Inboxes.Schedules.Count;

    /// <summary>Notes a request.</summary>
    /// <param name="sender">The user; empty for a service.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="result">The answer; null where none came.</param>
    public void Note(string sender, LoadRequest request, JsonNode? result)
    {
        switch (request.Operation)
        {
            case "publish":
                Publishes.Enqueue(new PublishAttempt(
                    request.Text, request.Target, result is null ? null : new Position((ulong)result["offset"]!, (string)result["epoch"]!)));
                break;
            case "map_publish" or "map_remove":
                Entries.Enqueue(AttemptOf(request, result));
                break;
            case "send":
                Inboxes.Sends.Enqueue(new SendAttempt(request.Text, sender, request.Target, (string?)result?["messages"]![0]!["id"]));
                break;
            default:
                Inboxes.Schedules.Enqueue(new ScheduleAttempt(request.Text, sender, request.Target, (long)request.Parameters["at"]!, result is not null));
                break;
        }

        Tally(result is not null);
    }

    /// <summary>Notes marks.</summary>
    public void Note(string user, IEnumerable<string> ids, InboxMark mark, bool isAcknowledged)
    {
        foreach (var id in ids)
        {
            Inboxes.Marks.Enqueue(new MarkAttempt(user, id, mark, isAcknowledged));
        }

        Tally(isAcknowledged);
    }

    // An error is an answer, too: it is about the entry.
    private static MapAttempt AttemptOf(LoadRequest request, JsonNode? result)
    {
        if (result is null)
        {
            return new MapAttempt(request.Target, request.Text, MapAnswer.None, default);
        }

        var isRefused = result["code"] is not null || ((bool?)result["suppressed"] == true && (string?)result["suppress_reason"] != "idempotency");
        return isRefused
            ? new MapAttempt(request.Target, request.Text, MapAnswer.Refused, default)
            : new MapAttempt(request.Target, request.Text, MapAnswer.Changed, new Position((ulong)result["offset"]!, (string)result["epoch"]!));
    }

    private void Tally(bool isAcknowledged)
    {
        if (isAcknowledged)
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }
}
