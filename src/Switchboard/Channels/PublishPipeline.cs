using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;
using Switchboard.Bus;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Hooks;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Outbox;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Timing;

namespace Switchboard.Channels;

/// <summary>The path that every publication takes, whoever publishes it: permit, hooks, position, history, fan-out, other nodes.</summary>
/// <remarks>
/// A channel with positions goes through its store, which calls back (<see cref="IPublicationSink"/>) in the order of the positions and,
/// where it is durable, after the commit. Without a store there is no order to keep, and the publication is delivered at once.
/// </remarks>
internal sealed partial class PublishPipeline(
    ChannelAuthorizer authorizer, HookDecisions hooks, HookDispatcher observers, ChannelRegistry channels, IStreamStore store, LaggingSubscriptions lagging,
    IMapStore maps, NodeBus bus, OutboxWriter outbox, IdempotencyCache idempotency, SettingsHolder settings, Clock clock, HubMetrics metrics)
    : IPublicationSink
{
    private static readonly ErrorCode _nullTag = InvalidField.Of("tags", "must all be texts");

    /// <summary>A connection publishes. The answer is the position; offset 0 where the channel keeps none.</summary>
    public ValueTask<Result<Position>> PublishAsync(Connection connection, ClientPublish publish, CancellationToken cancellationToken)
    {
        var permitting = PermitAsync(connection, publish);
        return permitting.IsCompletedSuccessfully
            ? PublishAsync(permitting.Result, cancellationToken)
            : PublishPermittedAsync(permitting, cancellationToken);
    }

    /// <summary>A service publishes.</summary>
    public ValueTask<Result<Position>> PublishAsync(ServicePublish publish, CancellationToken cancellationToken) => PublishAsync(Permit(publish), cancellationToken);

    /// <summary>Publishes what has been permitted.</summary>
    public ValueTask<Result<Position>> PublishAsync(PublicationRequest request, CancellationToken cancellationToken)
    {
        if (request.Namespace.Mutable is not null)
        {
            if (MutationRequests.FindUnfit(request, settings.Current.Publishing.MaxTagBytes) is { } unfit)
            {
                return ValueTask.FromResult<Result<Position>>(unfit);
            }

            request = MutationRequests.Complete(request);
        }

        return observers.Has(HookKinds.Publications) && !request.IsOwnEvent ? PublishObservedAsync(request, cancellationToken) : AcceptAsync(request, cancellationToken);
    }

    /// <summary>Decides whether a connection may publish this, without publishing it.</summary>
    /// <returns>What is to be published, as hooks have changed it.</returns>
    public ValueTask<Result<PublicationRequest>> PermitAsync(Connection connection, ClientPublish publish)
    {
        var subscription = connection.Find(publish.Channel);
        var asksHook = hooks.Has(HookKinds.Publishing);
        var permit = authorizer.Authorize(connection.Principal, Operations.Publish, publish.Channel, asksHook, subscription is not null, hasToken: false);
        if (!permit.IsSuccess)
        {
            return ValueTask.FromResult(permit.As<PublicationRequest>());
        }

        if (permit.Value.Namespace.Map is not null)
        {
            return ValueTask.FromResult<Result<PublicationRequest>>(ChannelKind.IsMap);
        }

        if (FindUnfit(publish.Options, permit.Value.Namespace) is { } unfit)
        {
            return ValueTask.FromResult<Result<PublicationRequest>>(unfit);
        }

        var request = RequestOf(connection, permit.Value.Namespace, publish, subscription?.Info ?? connection.Info);
        return asksHook ? AskHooksAsync(connection, request, permit.Value.IsUndecided) : ValueTask.FromResult<Result<PublicationRequest>>(request);
    }

    /// <summary>Decides whether a service may publish this, without publishing it.</summary>
    public Result<PublicationRequest> Permit(ServicePublish publish)
    {
        var (channel, data, isCheckedJson, options) = publish;
        if (string.IsNullOrEmpty(channel))
        {
            return InvalidField.Missing("channel");
        }

        var permit = authorizer.Authorize(Principal.Service, Operations.Publish, channel);
        if (!permit.IsSuccess)
        {
            return permit.As<PublicationRequest>();
        }

        if (permit.Value!.Map is not null)
        {
            return ChannelKind.IsMap;
        }

        if ((data.IsEmpty ? InvalidField.Missing("data") : FindUnfit(options, permit.Value!)) is { } unfit)
        {
            return unfit;
        }

        return new PublicationRequest(channel, permit.Value!, data)
        {
            IsCheckedJson = isCheckedJson,
            Tags = PublishTags.Of(options),
            SkipHistory = options.SkipHistory,
            IdempotencyKey = string.IsNullOrEmpty(options.IdempotencyKey) ? null : options.IdempotencyKey,
            Version = options.Version,
            VersionEpoch = options.VersionEpoch,
            Mutation = MutationRequests.PublishOf(options, permit.Value!),
        };
    }

    /// <summary>The publication of a request as it would be delivered now, or why it is not acceptable.</summary>
    public Result<Publication> Validate(PublicationRequest request)
    {
        var current = settings.Current;
        var rules = current.Publishing;
        if (!IsText(request.IdempotencyKey, rules.MaxIdempotencyKeyBytes) || !IsText(request.VersionEpoch, rules.MaxIdempotencyKeyBytes) || !AreAcceptable(request, rules))
        {
            return ErrorCodes.BadRequest;
        }

        if (request.Entry is { IsRemoval: true } removal)
        {
            return PublicationOf(request, new Payload(default, IsJson: true)) with { Key = removal.Key, IsRemoval = true };
        }

        if (request.Mutation is { HasData: false })
        {
            return PublicationOf(request, new Payload(MutationRequests.Nothing, IsJson: true));
        }

        var payload = Payloads.Check(request.Data, request.IsCheckedJson, request.Namespace, current.Limits.PayloadDepth, request.IsBinary);
        if (!payload.IsSuccess)
        {
            return payload.As<Publication>();
        }

        var publication = PublicationOf(request, payload.Value);
        return request.Entry is { } entry ? publication with { Key = entry.Key, Score = entry.Score } : publication;
    }

    /// <inheritdoc/>
    public void Deliver(string channel, Publication publication)
    {
        DeliverLocally(channel, publication);
        bus.Send(channel, publication);
    }

    /// <inheritdoc/>
    public void DeliverAll(IReadOnlyList<ChannelPublication> publications)
    {
        using var batch = DrainBatch.Begin();
        Exception? failure = null;
        for (var i = 0; i < publications.Count; i++)
        {
            try
            {
                Deliver(publications[i].Channel, publications[i].Publication);
            }
            catch (Exception exception)
            {
                failure ??= exception;
            }

            DrainBatch.Relieve();
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Fans a publication out to the subscriptions of this node; for one that another node has taken in, too.</summary>
    public void DeliverLocally(string channel, Publication publication)
    {
        if (!channels.TryGet(channel, out var target))
        {
            return;
        }

        var (receivers, behind) = target.Deliver(publication);
        metrics.Deliveries.Add(receivers);
        lagging.Add(behind);
    }

    private async ValueTask<Result<Position>> PublishPermittedAsync(ValueTask<Result<PublicationRequest>> permitting, CancellationToken cancellationToken)
        => await PublishAsync(await permitting, cancellationToken);

    private ValueTask<Result<Position>> PublishAsync(in Result<PublicationRequest> permitted, CancellationToken cancellationToken)
        => permitted.IsSuccess ? PublishAsync(permitted.Value!, cancellationToken) : ValueTask.FromResult(permitted.As<Position>());

    private ValueTask<Result<Position>> AcceptAsync(PublicationRequest request, CancellationToken cancellationToken)
        => HubTracing.Source.HasListeners() ? AcceptTracedAsync(request, cancellationToken) : AcceptUntracedAsync(request, cancellationToken);

    private async ValueTask<Result<Position>> AcceptTracedAsync(PublicationRequest request, CancellationToken cancellationToken)
    {
        using var activity = HubTracing.StartPublish(request.Namespace.Name, isByClient: request.Publisher is not null);
        var outcome = await AcceptUntracedAsync(request, cancellationToken);
        HubTracing.Refuse(activity, outcome.Error);
        return outcome;
    }

    private ValueTask<Result<Position>> AcceptUntracedAsync(PublicationRequest request, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var validated = Validate(request);
        if (!validated.IsSuccess)
        {
            return ValueTask.FromResult(validated.As<Position>());
        }

        if (outbox.TargetsOf(request.Namespace) is { IsEmpty: false } targets && !request.IsOwnEvent)
        {
            return AcceptForTargetsAsync(request, validated.Value!, targets, startedAt, cancellationToken);
        }

        return TakesPlace(request)
            ? AppendMeasuredAsync(request, validated.Value!, this, [], startedAt, cancellationToken)
            : ValueTask.FromResult(DeliverMeasured(request, validated.Value!, this, startedAt));
    }

    private async ValueTask<Result<Position>> AppendMeasuredAsync(
        PublicationRequest request, Publication publication, IPublicationSink sink, IReadOnlyList<OutgoingEvent> events, long startedAt, CancellationToken cancellationToken)
    {
        // Where the application has the entries, what is kept of a change is its place in the stream.
        var result = request is { Entry: { } entry, Namespace.Map.ExternalState: false }
            ? await ChangeAsync(request, entry, publication, sink, events, cancellationToken)
            : await AppendAsync(request, publication, sink, events, cancellationToken);
        metrics.Published(startedAt);
        return result;
    }

    private Result<Position> DeliverMeasured(PublicationRequest request, Publication publication, IPublicationSink sink, long startedAt)
    {
        var result = DeliverWithoutPosition(request, publication, sink);
        metrics.Published(startedAt);
        return result;
    }

    private async ValueTask<Result<Position>> AppendAsync(
        PublicationRequest request, Publication publication, IPublicationSink sink, IReadOnlyList<OutgoingEvent> events, CancellationToken cancellationToken)
    {
        var append = new StreamAppend
        {
            Channel = request.Channel,
            Publication = publication,
            Retention = request.Namespace.Retention,
            IdempotencyKey = request.ScopedKey,
            IdempotencyWindow = KeyWindowOf(request),
            Version = request.Version,
            VersionEpoch = request.VersionEpoch,
            Events = events,
            Mutation = request.Mutation,
        };
        try
        {
            // The batch covers the call alone, not what it awaits: a memory store fans out within it, and the sends come behind the
            // stream's lock; a durable one returns at once, and its own thread batches a whole commit.
            ValueTask<AppendResult> appending;
            using (DrainBatch.Begin())
            {
                appending = store.AppendAsync(append, sink, cancellationToken);
                DrainBatch.Relieve();
            }

            var result = await appending;
            if (result.Outcome == AppendOutcome.Appended)
            {
                outbox.Appended(events);
                request.Trace?.Delivered = publication with { Offset = result.Position.Offset, Epoch = result.Position.Epoch };
            }

            return result.Outcome switch
            {
                AppendOutcome.Full => ErrorCodes.NotAvailable with { Temporary = true },
                AppendOutcome.Refused => MutationErrors.Of(result.Refusal!.Value, request.Mutation!),
                _ => result.Position,
            };
        }
        catch (SwitchboardException answer)
        {
            // A durable store that is away, or that has too much to do.
            return answer.Error;
        }
    }

    private Result<Position> DeliverWithoutPosition(PublicationRequest request, Publication publication, IPublicationSink sink)
    {
        using var batch = DrainBatch.Begin();
        if (request.IdempotencyKey is null && request.Version == 0)
        {
            Deliver(request, publication, sink);
        }
        else if (!TryDeliverOnce(request, publication, sink))
        {
            return ErrorCodes.NotAvailable with { Temporary = true };
        }

        DrainBatch.Relieve();
        return new Position(0, "");
    }

    // A method of its own: the closure would be made for every publication otherwise.
    private bool TryDeliverOnce(PublicationRequest request, Publication publication, IPublicationSink sink)
        => idempotency.TryOnce(request, KeyWindowOf(request), () => Deliver(request, publication, sink));

    private static void Deliver(PublicationRequest request, Publication publication, IPublicationSink sink)
    {
        if (request.Trace is not null)
        {
            request.Trace.Delivered = publication;
        }

        sink.Deliver(request.Channel, publication);
    }

    private Publication PublicationOf(PublicationRequest request, Payload payload) => new()
    {
        Data = payload.Data,
        IsJson = payload.IsJson,
        Publisher = request.Publisher,
        Tags = request.Mutation is null ? request.Tags : MutationRequests.TagsOf(request),
        Time = clock.UtcNow,
    };

    private static bool TakesPlace(PublicationRequest request) => request.Namespace.HasPositions && !request.SkipHistory;

    private TimeSpan KeyWindowOf(PublicationRequest request) => request.KeyWindow ?? settings.Current.Publishing.IdempotencyWindow;

    private static PublicationRequest RequestOf(Connection connection, NamespaceSettings space, in ClientPublish publish, ClientInfo publisher)
    {
        var options = publish.Options;
        return new PublicationRequest(publish.Channel, space, publish.Data)
        {
            IsCheckedJson = publish.IsCheckedJson,
            IsBinary = publish.IsBinary,
            Publisher = publisher,
            Connection = connection,
            KeyOwner = connection.Principal,
            Tags = PublishTags.Of(options),
            SkipHistory = options.SkipHistory,
            IdempotencyKey = string.IsNullOrEmpty(options.IdempotencyKey) ? null : options.IdempotencyKey,
            Version = options.Version,
            VersionEpoch = options.VersionEpoch,
            Mutation = MutationRequests.PublishOf(options, space),
        };
    }

    private static ErrorCode? FindUnfit(PublishOptions options, NamespaceSettings space)
        => FindUnfitTag(options.Tags) ?? (space.Mutable is null && (options.Open || !string.IsNullOrEmpty(options.Id)) ? MutationRequests.NotMutable : null);

    /// <summary>Why tags may not be, whatever a publication with them is; null where they may.</summary>
    public static ErrorCode? FindUnfitTag(IReadOnlyDictionary<string, string>? tags)
        => tags is { Count: > 0 } && tags.Values.Any(static value => value is null) ? _nullTag : null;

    private static bool AreAcceptable(PublicationRequest request, PublishingSettings rules)
    {
        if (request.Tags is not { } tags || request.HasOwnTags)
        {
            return true;
        }

        return tags.Count <= rules.MaxTags
            && tags.All(tag => tag.Key.Length > 0 && IsText(tag.Key, rules.MaxTagBytes) && IsText(tag.Value, rules.MaxTagBytes))
            && (request.IsOwnEvent || !tags.TryGetValue(Publication.EventTag, out var name) || EventNames.IsAllowed(name));
    }

    // No store keeps a NUL.
    private static bool IsText(string? text, int maxBytes)
        => text is null || (Encoding.UTF8.GetByteCount(text) <= maxBytes && !text.Contains('\0', StringComparison.Ordinal));
}
