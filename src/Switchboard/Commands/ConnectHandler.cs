using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>A client is let in: who it is, and what it is subscribed to from the start.</summary>
internal sealed class ConnectHandler(
    ITokenValidator tokens, Gatekeeper gatekeeper, Subscriber subscriber, ConnectionRegistry connections, SettingsHolder settings, Clock clock)
{
    /// <summary>Authenticates the connection. Its subscriptions are on hold: the caller sends the answer and lets them go live.</summary>
    public async ValueTask<Outcome<ConnectResult>> HandleAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        using var activity = HubTracing.StartConnect(connection.Transport.Transport);
        var identification = await IdentifyAsync(request.Token, cancellationToken);
        if (!identification.IsSuccess)
        {
            return identification.As<ConnectResult>();
        }

        var token = identification.Value!;
        var kind = token.UserId.Length == 0 ? PrincipalKind.Anonymous : PrincipalKind.User;
        var isNobody = kind == PrincipalKind.Anonymous && token.Info.IsEmpty && token.Meta.IsEmpty && token.Grants.Count == 0;
        var principal = isNobody
            ? Principal.Anonymous
            : new Principal { Kind = kind, UserId = token.UserId, Info = token.Info, Meta = token.Meta, Grants = token.Grants };
        connection.Authenticate(principal, request.ClientName, clock.UtcNow);
        if (!connections.TryIndexUser(connection, settings.Current.Limits.ConnectionsPerUser))
        {
            return CloseCodes.ConnectionLimit;
        }

        connection.ExpiresAt = token.ExpiresAt is { } time ? clock.DeadlineOf(time) : 0;
        var subscriptions = new List<SubscribeResult>();
        foreach (var order in Orders(principal, token, request))
        {
            var outcome = await subscriber.BeginAsync(connection, order, cancellationToken);
            if (!outcome.IsSuccess)
            {
                return outcome.Error == ErrorCodes.LimitExceeded ? CloseCodes.ChannelLimit : outcome.As<ConnectResult>();
            }

            subscriptions.Add(outcome.Value!);
        }

        return new ConnectResult(Lifetime.Until(token.ExpiresAt, clock), subscriptions);
    }

    private async ValueTask<Outcome<ConnectionToken>> IdentifyAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length == 0)
        {
            return settings.Current.AllowAnonymous ? new ConnectionToken() : ErrorCodes.Unauthorized;
        }

        var result = await tokens.ValidateConnectionAsync(token, cancellationToken);
        return result.Failure switch
        {
            TokenFailure.None => result.Token!,
            TokenFailure.Expired => ErrorCodes.TokenExpired,
            TokenFailure.Unavailable => ErrorCodes.Internal,
            _ => CloseCodes.InvalidToken,
        };
    }

    /// <summary>What the token names, the inbox, and what the client asks for and may have; what it may not have is left out.</summary>
    private IEnumerable<SubscriptionOrder> Orders(Principal principal, ConnectionToken token, ConnectRequest request)
    {
        var wanted = new Dictionary<string, TokenSubscription>(token.Subscriptions, StringComparer.Ordinal);
        var inbox = settings.Current.Inbox;
        if (inbox.Enabled && principal.UserId.Length > 0)
        {
            wanted.TryAdd(ChannelNames.Inbox(inbox, principal.UserId), TokenSubscription.Plain);
        }

        foreach (var (channel, particulars) in wanted)
        {
            var admission = gatekeeper.Admit(principal, Operations.Subscribe, channel, hasToken: true);
            if (admission.IsSuccess)
            {
                yield return Order(channel, admission.Value!, particulars, request);
            }
        }

        foreach (var channel in request.Subscriptions.Keys)
        {
            if (wanted.ContainsKey(channel))
            {
                continue;
            }

            var admission = gatekeeper.Admit(principal, Operations.Subscribe, channel);
            if (admission.IsSuccess)
            {
                yield return Order(channel, admission.Value!, TokenSubscription.Plain, request);
            }
        }
    }

    private static SubscriptionOrder Order(string channel, NamespaceSettings space, TokenSubscription particulars, ConnectRequest request) => new(channel, space)
    {
        IsServerSide = true,
        Info = particulars.Info,
        Data = particulars.Data,
        Override = particulars.Override,
        RecoverSince = request.ResumeFrom(channel) ?? request.Subscriptions.GetValueOrDefault(channel)?.RecoverSince,
    };
}
