using Switchboard.Commands.Subscribe;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.History;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Presence;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Commands.Connect;

/// <summary>A client is let in: who it is, and what it is subscribed to from the start.</summary>
internal sealed class ConnectHandler(
    ConnectIdentification identification, ChannelAuthorizer authorizer, SubscribePermission permission, SubscriptionManager subscriber, ConnectionRegistry connections, UserPlaces places,
    InstructionLog instructions, FailedLogins failures, RefusalAudit refusals, SettingsHolder settings, Clock clock)
{
    /// <summary>Authenticates the connection. Its subscriptions are on hold: the caller sends the answer and lets them go live.</summary>
    public async ValueTask<Result<ConnectResult>> HandleAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        using var activity = HubTracing.StartConnect(connection.Transport.Transport);
        if (JsonDepth.Check("data", request.Data, settings.Current.Limits.PayloadDepth) is { } tooDeep)
        {
            return tooDeep;
        }

        var began = instructions.Last;
        var identified = await identification.IdentifyAsync(connection, request, cancellationToken);
        if (!identified.IsSuccess)
        {
            // A ticket that is no good is no guess, whatever became of it: nobody finds one by trying, and a client that comes back brings its last one first.
            if (identified.Close?.Code == CloseCodes.InvalidToken.Code)
            {
                failures.Note(AddressKey.Of(connection.Transport.RemoteAddress));
            }

            return identified.As<ConnectResult>();
        }

        var identity = identified.Value!;
        if (identity.Principal.UserId is { Length: > 0 } user && !UserIds.IsValid(user))
        {
            return CloseCodes.InvalidToken with { Reason = $"user id {UserIds.Rule}" };
        }

        if (FindRefused(identity) is { } refusal)
        {
            return refusal;
        }

        connection.Authenticate(identity.Principal, request.ClientName, clock.UtcNow);
        if (!connections.TryIndexUser(connection, settings.Current.Limits.ConnectionsPerUser))
        {
            return CloseCodes.ConnectionLimit;
        }

        if (!await places.TryTakeAsync(connection, cancellationToken))
        {
            return CloseCodes.ConnectionLimit;
        }

        // From here on instructions find it themselves.
        if (began.FindClose(connection) is { } close)
        {
            return close;
        }

        connection.ExpiresAt = identity.ExpiresAt is { } time ? clock.DeadlineOf(time) : 0;
        connection.IsRenewedByClient = identity.HasToken;
        if (identity.Token is { } token)
        {
            TokenChannels.Note(connection, token);
        }

        var subscriptions = await SubscribeAsync(connection, identity, request, began, cancellationToken);
        if (!connection.IsOpen)
        {
            return connection.CloseCode!;
        }

        if (!subscriptions.IsSuccess)
        {
            return subscriptions.As<ConnectResult>();
        }

        var lifetime = identity.HasToken ? Lifetime.Until(identity.ExpiresAt, clock) : default;
        return new ConnectResult(lifetime, identity.ReplyData, subscriptions.Value!) { Way = identity.Way, Began = began };
    }

    // What a hook asks for and cannot be had is told before the client is anybody.
    private ErrorCode? FindRefused(Identity identity)
    {
        var depth = settings.Current.Limits.PayloadDepth;
        if ((JsonDepth.Check("info", identity.Principal.Info, depth) ?? JsonDepth.Check("the data of the reply", identity.ReplyData, depth)) is { } tooDeep)
        {
            return tooDeep;
        }

        foreach (var (channel, subscription) in identity.Subscriptions)
        {
            var options = subscription.Options;
            if ((JsonDepth.Check("info", options.Info, depth) ?? JsonDepth.Check("data", options.Data, depth)) is { } deepest)
            {
                return deepest;
            }

            if (subscription.IsRequired && authorizer.Authorize(identity.Principal, Operations.Subscribe, channel, hasToken: true).Error is { } error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>Begins what token and hooks name, the inbox, and what the client asks for and may have; what it may not have is left out.</summary>
    private async ValueTask<Result<List<SubscribeResult>>> SubscribeAsync(
        Connection connection, Identity identity, ConnectRequest request, InstructionEntry began, CancellationToken cancellationToken)
    {
        var results = new List<SubscribeResult>();
        var given = Given(identity);
        foreach (var (channel, subscription) in given)
        {
            var admission = authorizer.Authorize(identity.Principal, Operations.Subscribe, channel, hasToken: true);
            if (admission.IsSuccess)
            {
                var begun = await BeginAsync(connection, RequestOf(channel, admission.Value!, subscription, request), results, began, cancellationToken);
                if (!begun.IsSuccess)
                {
                    return begun.As<List<SubscribeResult>>();
                }
            }
        }

        foreach (var (channel, wanted) in request.Subscriptions)
        {
            if (given.ContainsKey(channel))
            {
                continue;
            }

            var permitted = await permission.DecideAsync(connection, Wish(channel, wanted, request), token: null);
            if (permitted.Close is { } close)
            {
                return close;
            }

            refusals.Note(connection, "subscribe", channel, permitted);
            var begun = permitted.IsSuccess
                ? await BeginAsync(connection, permitted.Value! with { IsServerSide = true }, results, began, cancellationToken)
                : default(Unit);
            if (!begun.IsSuccess)
            {
                return begun.As<List<SubscribeResult>>();
            }
        }

        await LargeReply.LeaveLoopAsync(results.Sum(static begun => begun.Missed.Sum(static publication => (long)publication.ApproximateBytes)));
        await CancelEndedAsync(connection, results, began);
        return results;
    }

    private async ValueTask<Result<Unit>> BeginAsync(
        Connection connection, SubscriptionRequest permitted, List<SubscribeResult> results, InstructionEntry began, CancellationToken cancellationToken)
    {
        var recheck = permission.Recheck(connection, permitted);
        if (began.FindUnsubscribe(connection, permitted.Channel, recheck) is not null)
        {
            return default(Unit);
        }

        // All subscriptions share one reply: who misses much in many channels recovers the first of them.
        var room = settings.Current.Limits.ReplyBytes - results.Sum(static begun => begun.Missed.Sum(static publication => (long)publication.ApproximateBytes));
        var outcome = await subscriber.BeginAsync(connection, permitted with { RoomInReply = room }, cancellationToken);
        if (outcome.IsSuccess)
        {
            results.Add(outcome.Value!);
            return default(Unit);
        }

        if (outcome.Error == ErrorCodes.LimitExceeded)
        {
            return CloseCodes.ChannelLimit;
        }

        // Left out, as what the client may not have is.
        if (WholeMaps.IsTooLarge(outcome.Error))
        {
            return default(Unit);
        }

        return began.FindUnsubscribe(connection, permitted.Channel, recheck) is null ? outcome.As<Unit>() : default(Unit);
    }

    /// <summary>Takes back what a service ended while other subscriptions began: the client is told nothing of it.</summary>
    private async ValueTask CancelEndedAsync(Connection connection, List<SubscribeResult> results, InstructionEntry began)
    {
        if (began.Follow() is null)
        {
            return;
        }

        foreach (var result in results.Where(result => began.FindUnsubscribe(connection, result.Subscription.Name, permission.Recheck(connection, result.Subscription)) is not null).ToArray())
        {
            results.Remove(result);
            await subscriber.CancelAsync(result);
        }
    }

    private Dictionary<string, ServerSubscription> Given(Identity identity)
    {
        var given = new Dictionary<string, ServerSubscription>(identity.Subscriptions, StringComparer.Ordinal);
        var inbox = settings.Current.Inbox;
        if (inbox.Enabled && identity.Principal.UserId.Length > 0)
        {
            var own = ChannelNames.Inbox(inbox, identity.Principal.UserId);
            given[own] = given.GetValueOrDefault(own, ServerSubscription.Plain) with { IsOfToken = false };
        }

        return given;
    }

    // What a client asks for here has no filter, no flags and no token: it is a server-side subscription.
    private static SubscribeRequest Wish(string channel, SubscribeRequest wanted, ConnectRequest request)
        => new(channel) { Data = wanted.Data, RecoverSince = request.ResumeFrom(channel) ?? wanted.RecoverSince };

    private static SubscriptionRequest RequestOf(string channel, NamespaceSettings space, ServerSubscription subscription, ConnectRequest request) => new(channel, space)
    {
        IsServerSide = true,
        IsOfToken = subscription.IsOfToken,
        Info = subscription.Options.Info,
        Data = subscription.Options.Data,
        ExpiresAt = subscription.Options.ExpiresAt,
        Override = subscription.Options.Override,
        RecoverSince = request.ResumeFrom(channel) ?? request.Subscriptions.GetValueOrDefault(channel)?.RecoverSince ?? subscription.Options.RecoverSince,
    };
}
