using Switchboard.Calls;
using Switchboard.Connections;
using Switchboard.Security;
using Switchboard.Subscriptions;

namespace Switchboard.Cluster;

/// <summary>Ends what a connection has by a grant that it does not have any more.</summary>
internal sealed class GrantEnforcer(ChannelAuthorizer authorizer, SubscriptionManager subscriptions, CallRouter calls)
{
    /// <summary>Decides anew about its subscriptions and the methods that it serves.</summary>
    public async ValueTask EnforceAsync(Connection connection, CancellationToken cancellationToken)
    {
        var principal = connection.Principal;
        foreach (var method in calls.MethodsOf(connection))
        {
            if (!authorizer.Authorize(principal, Operations.Serve, method).IsSuccess)
            {
                calls.Unserve(connection, method);
            }
        }

        foreach (var subscription in connection.Subscriptions().Where(static subscription => subscription.IsByGrant))
        {
            if (!authorizer.Authorize(principal, Operations.Subscribe, subscription.Name).IsSuccess)
            {
                await subscriptions.EndAsync(subscription, UnsubscribeCodes.Server, cancellationToken);
            }
        }
    }
}
