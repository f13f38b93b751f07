using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Channels;

/// <content>Hooks: those that decide are asked before, those that observe are told before whoever publishes is answered. What is acknowledged, they have seen.</content>
internal sealed partial class PublishPipeline
{
    // A repeated publish waits, too, until the hooks have been told of the first.
    private readonly SingleFlight<(string Channel, string Key), Position> _inFlight = new();

    private async ValueTask<Result<PublicationRequest>> AskHooksAsync(Connection connection, PublicationRequest request, bool isUndecided)
    {
        var context = new PublishingContext
        {
            Connection = ConnectionDescription.Of(connection),
            Header = ConnectionDescription.HeadersOf(connection),
            Channel = request.Channel,
            IsUndecided = isUndecided,
            Data = request.Data,
            Options = new PublishOptions
            {
                IdempotencyKey = request.IdempotencyKey,
                Tags = request.Mutation is null ? request.Tags : MutationRequests.TagsOf(request),
                SkipHistory = request.SkipHistory,
                Version = request.Version,
                VersionEpoch = request.VersionEpoch,
            },
        };
        var decision = await hooks.PublishingAsync(context);
        if (!decision.IsSuccess)
        {
            return decision.As<PublicationRequest>();
        }

        return request with
        {
            Data = context.Data,
            IsCheckedJson = request.IsCheckedJson && context.Data.Equals(request.Data),
            IsBinary = request.IsBinary && context.Data.Equals(request.Data),
            Tags = request.Namespace.Mutable is null ? PublishTags.Of(context.Options) : MutationRequests.WithoutOwn(PublishTags.Of(context.Options)),
            SkipHistory = context.Options.SkipHistory,
            IdempotencyKey = string.IsNullOrEmpty(context.Options.IdempotencyKey) ? null : context.Options.IdempotencyKey,
            Version = context.Options.Version,
            VersionEpoch = context.Options.VersionEpoch,
        };
    }

    private ValueTask<Result<Position>> PublishObservedAsync(PublicationRequest request, CancellationToken cancellationToken)
    {
        var traced = request.Trace is null ? request with { Trace = new PublicationTrace() } : request;
        return request.ScopedKey is { } key
            ? _inFlight.RunAsync((request.Channel, key), () => PublishAndNotifyAsync(traced, CancellationToken.None), cancellationToken)
            : PublishAndNotifyAsync(traced, cancellationToken);
    }

    private async ValueTask<Result<Position>> PublishAndNotifyAsync(PublicationRequest request, CancellationToken cancellationToken)
    {
        var outcome = await AcceptAsync(request, cancellationToken);
        if (request.Trace!.Delivered is { } publication)
        {
            await NotifyAsync(request, publication);
        }

        return outcome;
    }

    private async ValueTask NotifyAsync(PublicationRequest request, Publication publication)
    {
        var details = request.Connection is null ? null : ConnectionDescription.Of(request.Connection);
        var published = new PublishedEvent(details, request.Channel, publication) { Time = clock.UtcNow, IdempotencyKey = request.IdempotencyKey };
        await NotifyAsync(request.Connection, published);
        if (request.Recipient is { } user)
        {
            var sent = new MessageSentEvent(details, user, publication) { Time = clock.UtcNow, IdempotencyKey = request.IdempotencyKey };
            await NotifyAsync(request.Connection, sent);
        }
    }

    private async ValueTask NotifyAsync(Connection? connection, HookEvent happened)
    {
        if (connection?.Events is { } events)
        {
            await events.NotifyAsync(happened);
            return;
        }

        // The application's code never runs under a batch: subscribers would wait for it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await observers.NotifyAsync(happened);
    }
}
