using System.Collections.Immutable;
using Switchboard.Configuration;
using Switchboard.Extensibility;

namespace Switchboard.Outbox;

/// <summary>Puts events into the outbox, in the order of the calls.</summary>
/// <remarks>Where it is full, publications are refused before they are taken in, or the oldest events are dropped by who sends.</remarks>
internal sealed class OutboxWriter(OutboxTargets targets, IOutboxStore store, SettingsHolder settings, OutboxMetrics metrics, OutboxLosses losses)
{
    /// <summary>The targets that have the publications of a namespace.</summary>
    public ImmutableArray<OutboxTarget> TargetsOf(NamespaceSettings space) => targets.Of(space);

    /// <summary>Whether events of a namespace's publications are in the outbox with the commit of the publication.</summary>
    public bool SharesCommits(NamespaceSettings space) => space.Storage == StorageKind.Durable && store is IDurableOutboxStore;

    /// <summary>Whether a publication can be told to all of its targets; else it is refused.</summary>
    public bool HasRoom(ImmutableArray<OutboxTarget> concerned)
    {
        var limits = settings.Current.EventTargets.Outbox;
        foreach (var target in concerned)
        {
            if (target.IsStoreAway || (limits.WhenFull == OutboxFullAnswer.Refuse && !target.HasRoom(limits)))
            {
                metrics.Refused(target.Name);
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes that events for targets may come into the outbox, until <see cref="WriteEnded"/>.</summary>
    public static void WriteBegins(ImmutableArray<OutboxTarget> concerned)
    {
        foreach (var target in concerned)
        {
            target.WriteBegins();
        }
    }

    /// <summary>Notes that they are there, and counted, or never will be.</summary>
    public static void WriteEnded(ImmutableArray<OutboxTarget> concerned)
    {
        foreach (var target in concerned)
        {
            target.WriteEnded();
        }
    }

    /// <summary>What tells of a publication, for each target that takes it.</summary>
    public IReadOnlyList<OutgoingEvent> EventsOf(ImmutableArray<OutboxTarget> concerned, string channel, Publication publication, (string Parent, string State) trace)
    {
        var events = new List<OutgoingEvent>(concerned.Length);
        var id = Guid.CreateVersion7().ToString("N");
        foreach (var target in concerned)
        {
            if (publication.Data.Length > target.Settings.MaxBytes)
            {
                losses.Add(target, "too_large", 1);
                continue;
            }

            events.Add(new OutgoingEvent
            {
                Target = target.Name,
                Id = id,
                Type = OutgoingEvent.PublicationType,
                Time = publication.Time,
                Data = publication.Data,
                IsJson = publication.IsJson,
                Channel = channel,
                Event = publication.Event ?? "",
                Tags = publication.Tags,
                Key = publication.Key ?? "",
                IsRemoval = publication.IsRemoval,
                User = publication.Publisher?.User ?? "",
                Offset = publication.Offset,
                Epoch = publication.Epoch,
                TraceParent = trace.Parent,
                TraceState = trace.State,
            });
        }

        return events;
    }

    /// <summary>Keeps events.</summary>
    /// <returns>Why they are not kept; null where they are.</returns>
    public async Task<ErrorCode?> AppendAsync(IReadOnlyList<OutgoingEvent> events)
    {
        if (events.Count == 0)
        {
            return null;
        }

        try
        {
            await store.AppendAsync(events, CancellationToken.None);
            Appended(events);
            return null;
        }
        catch (SwitchboardException answer)
        {
            // The store is away, or has too much to do.
            Lose(events, answer);
            return answer.Error;
        }
    }

    /// <summary>Keeps the event of a hook. Where the outbox is full, or the store away, it is dropped and counted.</summary>
    public async Task AppendHookEventAsync(OutgoingEvent happened)
    {
        var target = targets.Find(happened.Target)!;
        var limits = settings.Current.EventTargets.Outbox;
        if (happened.Data.Length > target.Settings.MaxBytes)
        {
            losses.Add(target, "too_large", 1);
        }
        else if (limits.WhenFull == OutboxFullAnswer.Refuse && !target.HasRoom(limits))
        {
            losses.Add(target, "full", 1);
        }
        else
        {
            target.WriteBegins();
            try
            {
                await AppendAsync([happened]);
            }
            finally
            {
                target.WriteEnded();
            }
        }
    }

    /// <summary>Notes events that are in the outbox now.</summary>
    public void Appended(IReadOnlyList<OutgoingEvent> events)
    {
        foreach (var happened in events)
        {
            targets.Find(happened.Target)?.Added(happened);
        }
    }

    private void Lose(IReadOnlyList<OutgoingEvent> events, SwitchboardException answer)
    {
        foreach (var happened in events)
        {
            if (targets.Find(happened.Target) is { } target)
            {
                target.NoteAnswer(answer);
                losses.Add(target, "store", 1);
            }
        }
    }
}
