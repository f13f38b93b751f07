using System.Net;
using System.Text;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Timing;

namespace Switchboard.Commands.Tickets;

/// <summary>Makes tickets: what they say is checked here, so that nobody is refused for it when they connect.</summary>
internal sealed class TicketIssuer(TicketStores stores, ChannelAuthorizer authorizer, SettingsHolder settings, Clock clock, TicketMetrics metrics)
{
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);

    /// <summary>Makes one.</summary>
    public async ValueTask<Result<Ticket>> IssueAsync(Principal issuer, string? user, TicketOptions options, CancellationToken cancellationToken)
    {
        var rules = settings.Current.Tickets;
        if ((CheckUser(user) ?? CheckLifetime(options.Lifetime) ?? CheckJson(options) ?? CheckBinding(options) ?? CheckSize(options, rules) ?? CheckChannels(issuer, options)) is { } error)
        {
            return error;
        }

        var now = clock.UtcNow;
        var content = new TicketContent
        {
            User = user!,
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = (now + (options.Lifetime ?? rules.Lifetime)).ToUnixTimeMilliseconds(),
            Info = BytesOf(options.Info),
            Meta = BytesOf(options.Meta),
            Channels = [.. options.Channels],
            Claims = options.Claims,
            Address = options.Address,
            Origin = options.Origin,
        };
        var secret = await stores.Store.AddAsync(content, rules.Remember, cancellationToken);
        metrics.Issued();
        return new Ticket(secret, TicketSecret.IdOf(TicketSecret.Hash(secret)), DateTimeOffset.FromUnixTimeMilliseconds(content.ExpiresAt));
    }

    private static ErrorCode? CheckUser(string? user) => string.IsNullOrEmpty(user) ? InvalidField.Missing("user") : UserIds.Check(user);

    private static ErrorCode? CheckLifetime(TimeSpan? lifetime)
        => lifetime < _shortest || lifetime > _longest ? InvalidField.Of("ttl_ms", "must be from 1000 to 3600000: a ticket is used at once") : null;

    private ErrorCode? CheckJson(TicketOptions options)
    {
        var depth = settings.Current.Limits.PayloadDepth;
        return JsonDepth.Check("info", options.Info, depth) ?? JsonDepth.Check("meta", options.Meta, depth);
    }

    private static ErrorCode? CheckBinding(TicketOptions options)
    {
        if (options.Address.Length > 0 && !TicketBinding.IsAddress(options.Address))
        {
            return InvalidField.Of("address", "must be an address such as 192.0.2.1, or a network such as 10.0.0.0/8");
        }

        return options.Origin.Length > 0 && !Origin.TryParse(options.Origin, out _)
            ? InvalidField.Of("origin", "must be an origin such as https://app.example.com, without a path")
            : null;
    }

    private ErrorCode? CheckSize(TicketOptions options, TicketingSettings rules)
    {
        if (options.Channels.Count > settings.Current.Limits.ChannelsPerConnection && settings.Current.Limits.ChannelsPerConnection > 0)
        {
            return Exceeded("channels", settings.Current.Limits.ChannelsPerConnection, "limits.channelsPerConnection");
        }

        var texts = options.Channels.Concat(options.Claims.SelectMany(static claim => new[] { claim.Key, claim.Value })).Sum(static text => (long)Encoding.UTF8.GetByteCount(text ?? ""));
        return options.Info.Length + options.Meta.Length + texts > rules.MaxBytes ? Exceeded("info, meta, claims and channels together, in bytes,", rules.MaxBytes, "tickets.maxBytes") : null;
    }

    private ErrorCode? CheckChannels(Principal issuer, TicketOptions options)
    {
        foreach (var channel in options.Channels)
        {
            if (string.IsNullOrEmpty(channel))
            {
                return InvalidField.Of("channels", "must have no empty names");
            }

            // Whoever may subscribe a user to a channel may have it done by a ticket.
            if (authorizer.Authorize(issuer, Operations.Subscribe, channel, hasToken: true).Error is { } error)
            {
                return error with { Message = $"{error.Message}: channels has '{channel}'" };
            }
        }

        return null;
    }

    private static ErrorCode Exceeded(string what, long limit, string option) => ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: {what} may be {limit} at most ({option})",
        Details = new ErrorDetails { Limit = limit },
    };

    private static byte[]? BytesOf(ReadOnlyMemory<byte> json) => json.IsEmpty ? null : json.ToArray();
}

/// <summary>What a ticket can be bound to.</summary>
internal static class TicketBinding
{
    /// <summary>Whether a text is an address or a network.</summary>
    public static bool IsAddress(string text) => Networks.Parse(text) is not null;

    /// <summary>Whether a connection comes from an address or network.</summary>
    public static bool IsFrom(string remote, string wanted)
        => IPAddress.TryParse(remote, out var address) && Networks.Parse(wanted) is { } network && network.Contains(Plain(address));

    /// <summary>Whether a page's origin is the one that is wanted. Who sends none is no page.</summary>
    public static bool IsOf(string? origin, string wanted)
        => origin is not null && Origin.TryParse(origin, out var actual) && Origin.TryParse(wanted, out var expected) && actual == expected;

    // A socket that takes both kinds of addresses shows IPv4 inside of IPv6.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
