using Microsoft.Extensions.Logging;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Timing;

namespace Switchboard.Presence;

/// <summary>Keeps the map channels that tell who is in other channels in step with the subscriptions of this node, and takes a connection's own entry out of a map that it leaves.</summary>
/// <remarks>
/// A connection's entry goes with its subscription. That of a user, who may be there on other nodes, only ends by its age. Nothing here
/// fails a subscription: what could not be set is set with the next renewal, and what could not be removed ends by its age.
/// </remarks>
internal sealed class PresenceMaps(PublishPipeline pipeline, SettingsHolder settings, Clock clock, ILogger<PresenceMaps> logger)
{
    private static readonly ReadOnlyMemory<byte> _data = "{}"u8.ToArray();

    private readonly Tally _failures = new(clock);

    /// <summary>Enters a subscription that begins.</summary>
    public ValueTask EnterAsync(Subscription subscription, CancellationToken cancellationToken) => SetAsync(subscription, MapKeyMode.Any, MapKeyMode.IfNew, cancellationToken);

    /// <summary>Shows what others see of a subscription from now on.</summary>
    public ValueTask ShowAsync(Subscription subscription, CancellationToken cancellationToken) => SetAsync(subscription, MapKeyMode.Any, MapKeyMode.Any, cancellationToken);

    /// <summary>Has the entries of a connection last. Nobody is told, unless one was missing.</summary>
    public async ValueTask RenewAsync(Connection connection, CancellationToken cancellationToken)
    {
        foreach (var subscription in connection.Subscriptions())
        {
            await SetAsync(subscription, MapKeyMode.IfNew, MapKeyMode.IfNew, cancellationToken);
        }
    }

    /// <summary>Takes out what ends with a subscription.</summary>
    public async ValueTask LeaveAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        if (Find(subscription.Name) is not { } space)
        {
            return;
        }

        if (space.Map is { RemoveOnLeave: true, Key: MapKeySource.ClientId })
        {
            await RemoveAsync(subscription, subscription.Name, space, cancellationToken);
        }

        if (TargetOf(space.MapClientsPresencePrefix, subscription, out var channel) is { } target)
        {
            await RemoveAsync(subscription, channel, target, cancellationToken);
            if (IsHeld(subscription))
            {
                // Its connection has come back into the channel, and may have been there before its entry was removed.
                await SetAsync(subscription, channel, target, KeyOf(subscription), MapKeyMode.IfNew, cancellationToken);
            }
        }
    }

    private async ValueTask SetAsync(Subscription subscription, MapKeyMode connections, MapKeyMode users, CancellationToken cancellationToken)
    {
        if (Find(subscription.Name) is not { } space)
        {
            return;
        }

        if (TargetOf(space.MapClientsPresencePrefix, subscription, out var channel) is { } target)
        {
            await SetAsync(subscription, channel, target, KeyOf(subscription), connections, cancellationToken);
            if (!IsHeld(subscription))
            {
                // It ended meanwhile, and whoever ended it may have removed the entry before it was there.
                await RemoveAsync(subscription, channel, target, cancellationToken);
            }
        }

        if (subscription.Connection.Principal.UserId is { Length: > 0 } user && TargetOf(space.MapUsersPresencePrefix, subscription, out channel) is { } known)
        {
            await SetAsync(subscription, channel, known, user, users, cancellationToken);
        }
    }

    private ValueTask SetAsync(Subscription subscription, string channel, NamespaceSettings space, string key, MapKeyMode mode, CancellationToken cancellationToken)
    {
        // Before it is tried: what fails has two more turns until it ends.
        subscription.Connection.RenewMapsBefore(clock.Milliseconds + (long)(space.Map!.EntryAge!.Value.TotalMilliseconds / 3));
        var change = new EntryChange(key) { KeyMode = mode, KeepsAlive = true };
        return ChangeAsync(subscription, new PublicationRequest(channel, space, _data) { IsCheckedJson = true, Publisher = subscription.Info, Entry = change }, cancellationToken);
    }

    private ValueTask RemoveAsync(Subscription subscription, string channel, NamespaceSettings space, CancellationToken cancellationToken)
        => ChangeAsync(subscription, new PublicationRequest(channel, space, default) { Entry = new EntryChange(KeyOf(subscription)) { IsRemoval = true } }, cancellationToken);

    private async ValueTask ChangeAsync(Subscription subscription, PublicationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await pipeline.PublishAsync(request, cancellationToken);
            if (!outcome.IsSuccess)
            {
                Tell(null, subscription, request.Channel, outcome.Error!.Message);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Tell(exception, subscription, request.Channel, exception.Message);
        }
    }

    private void Tell(Exception? exception, Subscription subscription, string channel, string problem)
    {
        if (_failures.TryTake(1, out var count))
        {
            PresenceLog.EntryFailed(logger, exception, count, subscription.Connection.Id, channel, problem);
        }
    }

    private NamespaceSettings? Find(string channel) => settings.Current.Namespaces.TryResolve(channel, out var space) ? space : null;

    /// <summary>Where a subscription's entry is; null where none is kept.</summary>
    private NamespaceSettings? TargetOf(string prefix, Subscription subscription, out string channel)
    {
        channel = "";
        if (prefix.Length == 0)
        {
            return null;
        }

        channel = prefix + subscription.Name;
        return Find(channel) is { Map: { IsPresence: true, EntryAge: not null } } space ? space : null;
    }

    private static string KeyOf(Subscription subscription) => subscription.Connection.Id;

    private static bool IsHeld(Subscription subscription) => subscription.Connection.Find(subscription.Name) is not null;
}
