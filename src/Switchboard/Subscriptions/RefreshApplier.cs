using Switchboard.Connections;
using Switchboard.Presence;
using Switchboard.Timing;

namespace Switchboard.Subscriptions;

/// <summary>Puts into force what a refresh says of a connection or subscription, be it by a token, a service or a hook.</summary>
internal sealed class RefreshApplier(PresenceManager presence, Clock clock)
{
    /// <summary>Renews a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="principal">Who is behind it from now on: the same user.</param>
    /// <param name="expiresAt">When it expires; null for never.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public async ValueTask ApplyAsync(Connection connection, Principal principal, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var before = connection.Principal.Info;
        connection.ReplacePrincipal(principal);
        connection.ExpiresAt = DeadlineOf(expiresAt);
        if (before.Span.SequenceEqual(principal.Info.Span))
        {
            return;
        }

        foreach (var subscription in connection.Subscriptions())
        {
            await presence.ShowAsync(subscription, cancellationToken);
        }
    }

    /// <summary>Renews a subscription.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="info">JSON shown to others from now on; empty for none.</param>
    /// <param name="expiresAt">When it expires; null for never.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public async ValueTask ApplyAsync(Subscription subscription, ReadOnlyMemory<byte> info, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        subscription.ExpiresAt = DeadlineOf(expiresAt);
        subscription.Connection.NoteExpiry(subscription.ExpiresAt);
        if (subscription.Connection.Show(subscription, info))
        {
            await presence.ShowAsync(subscription, cancellationToken);
        }
    }

    /// <summary>Has a subscription show other JSON.</summary>
    public ValueTask ApplyAsync(Subscription subscription, ReadOnlyMemory<byte> info, CancellationToken cancellationToken)
        => subscription.Connection.Show(subscription, info) ? presence.ShowAsync(subscription, cancellationToken) : ValueTask.CompletedTask;

    private long DeadlineOf(DateTimeOffset? time) => time is { } value ? clock.DeadlineOf(value) : 0;
}
