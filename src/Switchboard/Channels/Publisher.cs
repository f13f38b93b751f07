using System.Diagnostics;
using System.Text;
using Switchboard.Bus;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Channels;

/// <summary>Takes publications in: payload, position, fan-out, other nodes. The way is the same whoever publishes.</summary>
internal sealed class Publisher(
    ChannelRegistry channels, IStreamStore store, BehindQueue behind, NodeBus bus, RecentPublishes recent, SettingsHolder settings, Clock clock, HubMetrics metrics)
    : IPublicationSink
{
    /// <summary>Publishes. The answer is the position; offset 0 where the channel keeps none.</summary>
    public ValueTask<Outcome<Position>> PublishAsync(PublishOrder order, CancellationToken cancellationToken)
        => HubTracing.Source.HasListeners() ? TraceAsync(order, cancellationToken) : TakeInAsync(order, cancellationToken);

    private async ValueTask<Outcome<Position>> TraceAsync(PublishOrder order, CancellationToken cancellationToken)
    {
        using var activity = HubTracing.StartPublish(order.Namespace.Name, isByClient: order.Publisher is not null);
        var outcome = await TakeInAsync(order, cancellationToken);
        HubTracing.Refuse(activity, outcome.Error);
        return outcome;
    }

    private async ValueTask<Outcome<Position>> TakeInAsync(PublishOrder order, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var prepared = Prepare(order);
        if (!prepared.IsSuccess)
        {
            return prepared.As<Position>();
        }

        var (publication, rules) = (prepared.Value!, settings.Current.Publishing);
        var result = order.Namespace.HasPositions && !order.SkipHistory
            ? await AppendAsync(order, publication, rules, cancellationToken)
            : EnterWithoutPosition(order, publication, rules);
        metrics.Published(startedAt);
        return result;
    }

    /// <summary>The publication of an order as it would enter now, or why it is not acceptable.</summary>
    public Outcome<Publication> Prepare(PublishOrder order)
    {
        var rules = settings.Current.Publishing;
        if (IsLonger(order.IdempotencyKey, rules.MaxIdempotencyKeyBytes) || !AreAcceptable(order, rules))
        {
            return ErrorCodes.BadRequest;
        }

        if (Payloads.Check(order.Data, order.IsCheckedJson, order.Namespace) is not { } payload)
        {
            return order.Data.Length > order.Namespace.MaxPayloadBytes ? ErrorCodes.LimitExceeded : ErrorCodes.BadRequest;
        }

        return new Publication
        {
            Data = payload.Data,
            IsJson = payload.IsJson,
            Publisher = order.Publisher,
            Tags = order.Tags,
            Time = clock.UtcNow,
        };
    }

    /// <inheritdoc/>
    public void Enter(string channel, Publication publication)
    {
        EnterLocally(channel, publication);
        bus.Send(channel, publication);
    }

    /// <inheritdoc/>
    public void EnterAll(IReadOnlyList<ChannelPublication> publications)
    {
        using var batch = DrainBatch.Begin();
        for (var i = 0; i < publications.Count; i++)
        {
            Enter(publications[i].Channel, publications[i].Publication);
        }
    }

    /// <summary>Takes in a publication that another node has taken.</summary>
    public void EnterLocally(string channel, Publication publication)
    {
        if (!channels.TryGet(channel, out var target))
        {
            return;
        }

        var (receivers, missing) = target.Enter(publication);
        metrics.Deliveries.Add(receivers);
        behind.Add(missing);
    }

    private async ValueTask<Outcome<Position>> AppendAsync(
        PublishOrder order, Publication publication, PublishingSettings rules, CancellationToken cancellationToken)
    {
        var append = new StreamAppend
        {
            Channel = order.Channel,
            Publication = publication,
            Retention = order.Namespace.Retention,
            IdempotencyKey = order.IdempotencyKey is { } key ? IdempotencyKeys.Scoped(order.KeyOwner, key) : null,
            IdempotencyWindow = order.KeyWindow ?? rules.IdempotencyWindow,
            Version = order.Version,
            VersionEpoch = order.VersionEpoch,
        };
        try
        {
            ValueTask<AppendResult> appending;
            using (DrainBatch.Begin())
            {
                appending = store.AppendAsync(append, this, cancellationToken);
            }

            var result = await appending;
            if (order.Trace is not null && result.Outcome == AppendOutcome.Appended)
            {
                order.Trace.Entered = publication with { Offset = result.Position.Offset, Epoch = result.Position.Epoch };
            }

            return result.Outcome == AppendOutcome.Full ? ErrorCodes.LimitExceeded : result.Position;
        }
        catch (SwitchboardException answer)
        {
            // A durable store that is away, or that has too much to do.
            return answer.Error;
        }
    }

    private Position EnterWithoutPosition(PublishOrder order, Publication publication, PublishingSettings rules)
    {
        using var batch = DrainBatch.Begin();
        if (order.IdempotencyKey is null && order.Version == 0)
        {
            Enter(order, publication);
        }
        else
        {
            EnterOnce(order, publication, order.KeyWindow ?? rules.IdempotencyWindow);
        }

        return new Position(0, "");
    }

    private void EnterOnce(PublishOrder order, Publication publication, TimeSpan window)
        => recent.Once(order, window, () => Enter(order, publication));

    private void Enter(PublishOrder order, Publication publication)
    {
        if (order.Trace is not null)
        {
            order.Trace.Entered = publication;
        }

        Enter(order.Channel, publication);
    }

    private static bool AreAcceptable(PublishOrder order, PublishingSettings rules)
    {
        if (order.Tags is not { } tags)
        {
            return true;
        }

        return tags.Count <= rules.MaxTags
            && tags.All(tag => tag.Key.Length > 0 && !IsLonger(tag.Key, rules.MaxTagBytes) && !IsLonger(tag.Value, rules.MaxTagBytes))
            && (order.IsOwnEvent || !tags.TryGetValue(Publication.EventTag, out var name) || EventNames.IsAllowed(name));
    }

    private static bool IsLonger(string? text, int maxBytes) => text is not null && Encoding.UTF8.GetByteCount(text) > maxBytes;
}
