using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Channels;

/// <summary>Publishes, and tells the observing hooks before whoever publishes is answered: what is acknowledged, the hooks have seen.</summary>
internal sealed class PublicationEvents(Publisher publisher, HookCalls calls, Clock clock)
{
    // Who repeats a publish while hooks are being told of the first is answered behind them, too.
    private readonly WorkUnderWay<(string Channel, string Key), Position> _underWay = new();

    /// <summary>Publishes.</summary>
    /// <param name="order">What.</param>
    /// <param name="by">The connection that does; null for a service.</param>
    /// <param name="user">The user that it is sent to; null where it is not a message to one.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public ValueTask<Outcome<Position>> PublishAsync(PublishOrder order, Connection? by, string? user, CancellationToken cancellationToken)
    {
        if (!calls.Has(HookKinds.Publications))
        {
            return publisher.PublishAsync(order, cancellationToken);
        }

        var traced = order with { Trace = new PublicationTrace() };
        return order.IdempotencyKey is { } key
            ? _underWay.RunAsync((order.Channel, IdempotencyKeys.Scoped(order.KeyOwner, key)), () => PublishOnceAsync(traced, by, user, cancellationToken))
            : PublishOnceAsync(traced, by, user, cancellationToken);
    }

    private async ValueTask<Outcome<Position>> PublishOnceAsync(PublishOrder order, Connection? by, string? user, CancellationToken cancellationToken)
    {
        var outcome = await publisher.PublishAsync(order, cancellationToken);
        if (order.Trace!.Entered is { } publication)
        {
            await TellAsync(order, publication, by, user);
        }

        return outcome;
    }

    private async ValueTask TellAsync(PublishOrder order, Publication publication, Connection? by, string? user)
    {
        var details = by is null ? null : HookDetails.Of(by);
        await TellAsync(by, new PublishedEvent(details, order.Channel, publication) { Time = clock.UtcNow, IdempotencyKey = order.IdempotencyKey });
        if (user is not null)
        {
            await TellAsync(by, new MessageSentEvent(details, user, publication) { Time = clock.UtcNow, IdempotencyKey = order.IdempotencyKey });
        }
    }

    private async ValueTask TellAsync(Connection? by, HookEvent happened)
    {
        if (by?.Events is { } events)
        {
            await events.TellAsync(happened);
            return;
        }

        // The application's code never runs under a batch: subscribers would wait for it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await calls.TellAsync(happened);
    }
}
