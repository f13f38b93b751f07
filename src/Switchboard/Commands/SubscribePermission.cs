using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>Decides whether, and how, a client may subscribe to what it asks for.</summary>
internal sealed class SubscribePermission(Gatekeeper gatekeeper, HookDecisions hooks)
{
    /// <summary>What is to begin, or why nothing is.</summary>
    /// <param name="connection">Who asks.</param>
    /// <param name="request">For what.</param>
    /// <param name="token">The token shown, which is good for this; null for none.</param>
    public ValueTask<Outcome<SubscriptionOrder>> DecideAsync(Connection connection, SubscribeRequest request, SubscriptionToken? token)
    {
        var asksHook = hooks.Has(HookKinds.Subscribing);
        var admission = gatekeeper.Admit(connection.Principal, Operations.Subscribe, request.Channel, asksHook, isSubscribed: false, hasToken: token is not null);
        if (!admission.IsSuccess)
        {
            return ValueTask.FromResult(admission.As<SubscriptionOrder>());
        }

        var (space, isUndecided) = admission.Value;
        if (request.Filter is not null && !space.AllowTagFilter)
        {
            return ValueTask.FromResult<Outcome<SubscriptionOrder>>(ErrorCodes.NotAvailable);
        }

        var particulars = token?.Subscription ?? TokenSubscription.Plain;
        var order = new SubscriptionOrder(request.Channel, space)
        {
            RecoverSince = request.RecoverSince,
            RejectUnrecovered = request.RejectUnrecovered,
            WantsPosition = request.WantsPosition,
            WantsJoinLeave = request.WantsJoinLeave,
            Filter = request.Filter,
            Format = request.Format,
            Info = particulars.Info,
            Data = particulars.Data,
            Override = particulars.Override,
            ExpiresAt = token?.ExpiresAt,
            IsRenewedByClient = token is not null,
        };
        return asksHook ? AskAsync(connection, request, order, isUndecided) : ValueTask.FromResult<Outcome<SubscriptionOrder>>(order);
    }

    private async ValueTask<Outcome<SubscriptionOrder>> AskAsync(Connection connection, SubscribeRequest request, SubscriptionOrder order, bool isUndecided)
    {
        var context = new SubscribingContext
        {
            Connection = HookDetails.Of(connection),
            Header = HookDetails.HeadersOf(connection),
            Channel = order.Channel,
            IsUndecided = isUndecided,
            HasToken = order.IsRenewedByClient,
            Data = request.Data,
            Options = new SubscribeOptions { Info = order.Info, Data = order.Data, ExpiresAt = order.ExpiresAt, RecoverSince = order.RecoverSince, Override = order.Override },
        };
        var decision = await hooks.SubscribingAsync(context);
        if (!decision.IsSuccess)
        {
            return decision.As<SubscriptionOrder>();
        }

        return order with
        {
            Info = HookJson.Check(context.Options.Info),
            Data = HookJson.Check(context.Options.Data),
            ExpiresAt = context.Options.ExpiresAt,
            RecoverSince = context.Options.RecoverSince,
            Override = context.Options.Override,
        };
    }
}
