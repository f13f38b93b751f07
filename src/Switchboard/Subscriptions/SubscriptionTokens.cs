using System.Collections.Concurrent;
using Switchboard.Connections;
using Switchboard.Extensibility;

namespace Switchboard.Subscriptions;

/// <summary>Which subscriptions came by a token that has an id. Most have none, and nothing is kept for them.</summary>
internal sealed class SubscriptionTokens
{
    private readonly ConcurrentDictionary<Subscription, string> _ids = new();

    /// <summary>Notes the token that a subscription came by, or goes on by; an empty id for one without.</summary>
    public void Note(Subscription subscription, string tokenId)
    {
        if (tokenId.Length > 0)
        {
            _ids[subscription] = tokenId;
        }
        else
        {
            Forget(subscription);
        }
    }

    /// <summary>Forgets a subscription, which has ended.</summary>
    public void Forget(Subscription subscription)
    {
        // Only who came by a token is here.
        if (subscription.IsRenewedByClient)
        {
            _ids.TryRemove(subscription, out _);
        }
    }

    /// <summary>The subscriptions of a connection that came by what is revoked.</summary>
    public IReadOnlyList<Subscription> Find(Connection connection, RevokeInstruction revoke)
    {
        var isOfOne = revoke.TokenId.Length > 0;
        return isOfOne && _ids.IsEmpty
            ? []
            : [.. connection.Subscriptions().Where(subscription => isOfOne ? _ids.GetValueOrDefault(subscription) == revoke.TokenId : subscription.IsRenewedByClient)];
    }
}
