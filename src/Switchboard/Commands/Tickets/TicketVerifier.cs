using System.Security.Claims;
using Switchboard.Commands.Connect;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Commands.Tickets;

/// <summary>Lets in who brings a ticket: as a token, or in the address as <c>ws_token</c>. It is used up whatever comes of it then.</summary>
internal sealed class TicketVerifier(TicketStores stores, AccessRegistry access, SettingsHolder settings, Clock clock, IAuditLog audit, TicketMetrics metrics) : IConnectVerifier
{
    /// <summary>The parameter of the address that bears a ticket.</summary>
    public const string Parameter = "ws_token";

    private readonly ITicketStore _store = stores.Store;

    /// <inheritdoc/>
    public string Way => "ticket";

    /// <inheritdoc/>
    public bool Takes(Connection connection, ConnectRequest request)
        => request.Token.Length > 0 ? _store.Recognizes(request.Token) : connection.Transport.Handshake?.Query(Parameter) is { Length: > 0 };

    /// <inheritdoc/>
    public async ValueTask<Result<Identity>> VerifyAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        var secret = request.Token.Length > 0 ? request.Token : connection.Transport.Handshake!.Query(Parameter)!;
        var rules = settings.Current.Tickets;
        var redemption = _store.Recognizes(secret) ? await RedeemAsync(secret, rules, cancellationToken) : TicketRedemption.Unknown;
        metrics.Redeemed(redemption.State);
        if (redemption.Content is not { } content)
        {
            return Refuse(redemption.State);
        }

        var ticket = content with { Id = TicketSecret.IdOf(TicketSecret.Hash(secret)) };

        // Made in the future: the clock was set back, and nobody can tell how old it is.
        if (ticket.CreatedAt > (clock.UtcNow + rules.ClockSkew).ToUnixTimeMilliseconds())
        {
            return Refuse(TicketState.Expired);
        }

        if (access.Current.IsRevoked(ticket.User, ticket.Id, DateTimeOffset.FromUnixTimeMilliseconds(ticket.CreatedAt), clock.UtcNow))
        {
            Note(connection, ticket, "revoked");
            return CloseCodes.InvalidToken;
        }

        if (FindMismatch(connection, ticket) is { } close)
        {
            Note(connection, ticket, close == CloseCodes.WrongAddress ? "address" : "origin");
            return close;
        }

        return Identity.Of(TokenOf(ticket)) is var identity && ticket.Claims.Count == 0
            ? identity
            : identity with { Principal = identity.Principal with { Claims = [.. ticket.Claims.Select(static claim => new Claim(claim.Key, claim.Value))] } };
    }

    // The interface lets stores throw what the client is to be answered with.
    private async ValueTask<TicketRedemption> RedeemAsync(string secret, TicketingSettings rules, CancellationToken cancellationToken)
        => await _store.RedeemAsync(secret, rules.Remember, cancellationToken);

    private static CloseCode? FindMismatch(Connection connection, TicketContent ticket)
    {
        if (ticket.Address.Length > 0 && !TicketBinding.IsFrom(connection.Transport.RemoteAddress, ticket.Address))
        {
            return CloseCodes.WrongAddress;
        }

        return ticket.Origin.Length > 0 && !TicketBinding.IsOf(connection.Transport.Handshake?.Header("Origin"), ticket.Origin) ? CloseCodes.WrongOrigin : null;
    }

    private static ConnectionToken TokenOf(TicketContent ticket) => new()
    {
        UserId = ticket.User,
        Info = ticket.Info,
        Meta = ticket.Meta,
        TokenId = ticket.Id,
        IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(ticket.CreatedAt),
        Subscriptions = ticket.Channels.Distinct(StringComparer.Ordinal).ToDictionary(static channel => channel, static _ => TokenSubscription.Plain, StringComparer.Ordinal),
    };

    private static ErrorCode Refuse(TicketState state) => ErrorCodes.TokenExpired with { Details = new ErrorDetails { Reason = state.ToString().ToLowerInvariant() } };

    // Somebody had it who should not: whose it was is told beside the refused connect.
    private void Note(Connection connection, TicketContent ticket, string reason)
    {
        if (audit.IsEnabled)
        {
            audit.Write(new AuditEvent("ticket.refused") { Address = connection.Transport.RemoteAddress, Target = $"user:{ticket.User}", Result = reason });
        }
    }
}
