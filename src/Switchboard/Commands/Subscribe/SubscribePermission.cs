using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands.Subscribe;

/// <summary>Decides whether, and how, a client may subscribe to what it asks for.</summary>
internal sealed class SubscribePermission(ChannelAuthorizer authorizer, HookDecisions hooks, SettingsHolder settings)
{
    private static readonly ErrorCode _noFilters = ErrorCodes.NotAvailable with
    {
        Message = $"{ErrorCodes.NotAvailable.Message}: the namespace does not let clients filter by tags (allowTagFilter)",
        Details = new ErrorDetails { Field = "tf" },
    };

    /// <summary>What is to begin, or why nothing is.</summary>
    /// <param name="connection">Who asks.</param>
    /// <param name="request">For what.</param>
    /// <param name="token">The token shown, which is good for this; null for none.</param>
    public ValueTask<Result<SubscriptionRequest>> DecideAsync(Connection connection, SubscribeRequest request, SubscriptionToken? token)
    {
        if (JsonDepth.Check("data", request.Data, settings.Current.Limits.PayloadDepth) is { } tooDeep)
        {
            return ValueTask.FromResult<Result<SubscriptionRequest>>(tooDeep);
        }

        var asksHook = hooks.Has(HookKinds.Subscribing);
        var admission = authorizer.Authorize(connection.Principal, Operations.Subscribe, request.Channel, asksHook, isSubscribed: false, hasToken: token is not null);
        if (!admission.IsSuccess)
        {
            return ValueTask.FromResult(admission.As<SubscriptionRequest>());
        }

        var (space, isUndecided, isByGrant) = admission.Value;
        if (request.Filter is not null && !space.AllowTagFilter)
        {
            return ValueTask.FromResult<Result<SubscriptionRequest>>(_noFilters);
        }

        var particulars = token?.Subscription ?? TokenSubscription.Plain;
        var permitted = new SubscriptionRequest(request.Channel, space)
        {
            IsRequested = true,
            IsByGrant = isByGrant,
            RecoverSince = request.RecoverSince,
            RejectUnrecovered = request.RejectUnrecovered,
            WantsPosition = request.WantsPosition,
            WantsJoinLeave = request.WantsJoinLeave,
            Filter = request.Filter,
            Format = request.Format,
            Deltas = TakesDeltas(request, space) ? request.Deltas : null,
            DeltasBehind = request.RecoverSince?.Offset ?? 0,
            Info = particulars.Info,
            Data = particulars.Data,
            Override = particulars.Override,
            ExpiresAt = token?.ExpiresAt,
            IsRenewedByClient = token is not null,
            TokenId = token?.TokenId ?? "",
        };
        return asksHook ? AskAsync(connection, request, permitted, isUndecided) : ValueTask.FromResult(Checked(permitted));
    }

    /// <summary>What decides anew about a subscription that a grant alone allows; null for others.</summary>
    public Func<bool>? Recheck(Connection connection, SubscriptionRequest permitted)
        => Recheck(connection, permitted.Channel, permitted.IsByGrant);

    /// <inheritdoc cref="Recheck(Connection, SubscriptionRequest)"/>
    public Func<bool>? Recheck(Connection connection, Subscription begun) => Recheck(connection, begun.Name, begun.IsByGrant);

    private Func<bool>? Recheck(Connection connection, string channel, bool isByGrant)
        => isByGrant ? () => authorizer.Authorize(connection.Principal, Operations.Subscribe, channel).IsSuccess : null;

    // Of the publications that a filter leaves out, a client has nothing that a delta could be made of; and the messages of an inbox are sent again.
    private static bool TakesDeltas(SubscribeRequest request, NamespaceSettings space)
        => space.Delta == DeltaType.Fossil && request.Filter is null && ChannelNames.Rest(request.Channel) is not [ChannelNames.UserMark, ..];

    // What a token or a hook gives is shown to others, or to the client.
    private Result<SubscriptionRequest> Checked(SubscriptionRequest permitted)
    {
        var depth = settings.Current.Limits.PayloadDepth;
        return (JsonDepth.Check("info", permitted.Info, depth) ?? JsonDepth.Check("data", permitted.Data, depth)) is { } tooDeep ? tooDeep : permitted;
    }

    private async ValueTask<Result<SubscriptionRequest>> AskAsync(Connection connection, SubscribeRequest request, SubscriptionRequest permitted, bool isUndecided)
    {
        var context = new SubscribingContext
        {
            Connection = ConnectionDescription.Of(connection),
            Header = ConnectionDescription.HeadersOf(connection),
            Channel = permitted.Channel,
            IsUndecided = isUndecided,
            HasToken = permitted.IsRenewedByClient,
            Data = request.Data,
            Options = new SubscribeOptions { Info = permitted.Info, Data = permitted.Data, ExpiresAt = permitted.ExpiresAt, RecoverSince = permitted.RecoverSince, Override = permitted.Override },
        };
        var decision = await hooks.SubscribingAsync(context);
        if (!decision.IsSuccess)
        {
            return decision.As<SubscriptionRequest>();
        }

        return Checked(permitted with
        {
            Info = ApplicationJson.Check(context.Options.Info),
            Data = ApplicationJson.Check(context.Options.Data),
            ExpiresAt = context.Options.ExpiresAt,
            RecoverSince = context.Options.RecoverSince,
            Override = context.Options.Override,
        });
    }
}
