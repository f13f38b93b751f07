using Switchboard.Connections;
using Switchboard.Security;
using Switchboard.Subscriptions;

namespace Switchboard.Commands.Connect;

/// <summary>The server-side subscriptions that a connection's token names, and what a new token changes about them.</summary>
internal sealed class TokenChannels(ChannelAuthorizer authorizer, SubscriptionManager subscriptions, ServerSubscriber subscriber, RefreshApplier refresher)
{
    /// <summary>Notes what a token names.</summary>
    public static void Note(Connection connection, ConnectionToken token)
        => connection.TokenChannels = [.. token.Subscriptions.Select(static named => new TokenChannel(named.Key, named.Value.Override))];

    /// <summary>Whether a subscription that goes on would have to be of another kind. What kind it is, is settled when it begins, together with its recovery.</summary>
    public static bool NeedsReconnect(Connection connection, ConnectionToken token)
    {
        foreach (var (channel, before) in connection.TokenChannels)
        {
            if (token.Subscriptions.TryGetValue(channel, out var named) && named.Override != before && FindOfToken(connection, channel) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends what only the token before named, and has the others show what the new one says.</summary>
    public async ValueTask EndAsync(Connection connection, ConnectionToken token, CancellationToken cancellationToken)
    {
        foreach (var (channel, _) in connection.TokenChannels)
        {
            if (FindOfToken(connection, channel) is not { } subscription)
            {
                continue;
            }

            if (token.Subscriptions.TryGetValue(channel, out var named))
            {
                await refresher.ApplyAsync(subscription, named.Info, cancellationToken);
            }
            else
            {
                await subscriptions.EndAsync(subscription, UnsubscribeCodes.Server, cancellationToken);
            }
        }
    }

    /// <summary>Begins what the token before did not name. What may not be had is left out, as it is in a connect.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="token">Its new token.</param>
    /// <param name="began">The last instruction before it came.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public async ValueTask BeginAsync(Connection connection, ConnectionToken token, InstructionEntry began, CancellationToken cancellationToken)
    {
        foreach (var (channel, named) in token.Subscriptions)
        {
            if (!Array.Exists(connection.TokenChannels, before => before.Name == channel)
                && authorizer.Authorize(connection.Principal, Operations.Subscribe, channel, hasToken: true).Value is { } space)
            {
                var request = new SubscriptionRequest(channel, space) { IsOfToken = true, Info = named.Info, Data = named.Data, Override = named.Override };
                await subscriber.BeginAsync(connection, request, began, cancellationToken);
            }
        }

        Note(connection, token);
    }

    private static Subscription? FindOfToken(Connection connection, string channel) => connection.Find(channel) is { IsOfToken: true } subscription ? subscription : null;
}
