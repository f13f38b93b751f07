using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Switchboard.Extensibility;

namespace Switchboard.Redis;

/// <summary>Tickets as other programs write them: <c>SET wstoken&lt;32 hexadecimal digits&gt; {"user": …, "time": "dd:MM:yyyy:HH:mm:ss"}</c>, in UTC, without an expiry.</summary>
internal sealed class WsTokenStore(RedisConnection redis, RedisStoreOptions options, TimeProvider time, ILogger<WsTokenStore> logger) : IExternalTicketStore
{
    /// <summary>What their keys begin with.</summary>
    public const string Prefix = "wstoken";

    private const string TimeFormat = "dd':'MM':'yyyy':'HH':'mm':'ss";
    private const int Digits = 32;

    // What is taken is gone, for all: of many at once, one has it. Who comes later finds the mark. What is no text is no ticket, and stays.
    private const string Use =
        """
        if redis.call('TYPE', KEYS[1]).ok ~= 'string' then return {redis.call('EXISTS', KEYS[2]), ''} end
        local value = redis.call('GETDEL', KEYS[1])
        if tonumber(ARGV[1]) > 0 then redis.call('SET', KEYS[2], '1', 'PX', ARGV[1]) end
        return {2, value}
        """;

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789abcdef");

    private static readonly SwitchboardException _plainOnly = new(ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: tickets of the format wstoken (tickets.redisFormat) hold the user alone, and live for tickets.ttlSeconds",
    });

    /// <inheritdoc/>
    public bool Recognizes(string secret)
        => secret is { Length: 39 } && secret.StartsWith(Prefix, StringComparison.Ordinal) && !secret.AsSpan(Prefix.Length).ContainsAnyExcept(_digits);

    /// <inheritdoc/>
    public async ValueTask<string> AddAsync(TicketContent ticket, TimeSpan remember, CancellationToken cancellationToken)
    {
        if (!ticket.IsPlain || ticket.ExpiresAt - ticket.CreatedAt != (long)options.WsTokenLifetime.TotalMilliseconds)
        {
            throw _plainOnly;
        }

        var secret = Prefix + RandomNumberGenerator.GetHexString(Digits, lowercase: true);
        var value = JsonSerializer.SerializeToUtf8Bytes(
            new WsToken(ticket.User, time.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture)), WsTokenJsonContext.Default.WsToken);
        await redis.RunAsync(database => database.StringSetAsync(secret, value), cancellationToken);
        return secret;
    }

    /// <inheritdoc/>
    public async ValueTask<TicketRedemption> RedeemAsync(string secret, TimeSpan remember, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [secret, $"{options.Prefix}used:{Convert.ToHexStringLower(TicketSecret.Hash(secret))}"];
        var answer = (RedisResult[])(await redis.RunAsync(database => database.ScriptEvaluateAsync(Use, keys, [(long)remember.TotalMilliseconds]), cancellationToken))!;
        return (int)answer[0] switch
        {
            0 => TicketRedemption.Unknown,
            1 => TicketRedemption.Used,
            _ => Judge(Read((byte[])answer[1]!)),
        };
    }

    /// <inheritdoc/>
    /// <remarks>The keys are the secrets: pages go by their hashes.</remarks>
    public async ValueTask<TicketPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var found = await redis.FirstAsync($"{Prefix}*", cursor, limit + 1, OrderOf, cancellationToken);
        var tickets = new List<TicketContent>();
        foreach (var (hash, key) in found.Take(limit))
        {
            if (await redis.ReadAsync(key, cancellationToken) is { } value && Read(value) is { } token && MayBeUsed(token))
            {
                tickets.Add(ContentOf(token) with { Id = TicketSecret.IdOf(Convert.FromHexString(hash)) });
            }
        }

        return new TicketPage(tickets, found.Count > limit ? found[limit - 1].Order : null);
    }

    private string? OrderOf(RedisKey key) => key.ToString() is var secret && Recognizes(secret) ? Convert.ToHexStringLower(TicketSecret.Hash(secret)) : null;

    /// <summary>Removes those that nobody used, and that nobody can use any more.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await foreach (var key in redis.ScanAsync($"{Prefix}*").WithCancellation(cancellationToken))
        {
            if (Recognizes(key.ToString()) && await redis.ReadAsync(key, cancellationToken) is { } value && Read(value) is { } token && IsOver(token))
            {
                await redis.RunAsync(database => database.KeyDeleteAsync(key), cancellationToken);
            }
        }
    }

    private TicketRedemption Judge((string User, DateTimeOffset Time)? read)
    {
        if (read is not { } token)
        {
            RedisLog.Unreadable(logger);
            return TicketRedemption.Unknown;
        }

        return MayBeUsed(token) ? TicketRedemption.Of(ContentOf(token)) : TicketRedemption.Expired;
    }

    // Whole seconds: what was made at any moment of a second counts from its beginning, and the last second is included.
    private double AgeOf((string User, DateTimeOffset Time) token) => Math.Floor((time.GetUtcNow() - token.Time).TotalSeconds);

    private bool MayBeUsed((string User, DateTimeOffset Time) token)
        => AgeOf(token) is var age && age <= options.WsTokenLifetime.TotalSeconds && age >= -options.ClockSkew.TotalSeconds;

    // By whose clock it was made is not known: it is left alone for as long as clocks may differ.
    private bool IsOver((string User, DateTimeOffset Time) token) => AgeOf(token) > options.WsTokenLifetime.TotalSeconds + options.ClockSkew.TotalSeconds;

    private TicketContent ContentOf((string User, DateTimeOffset Time) token) => new()
    {
        User = token.User,
        CreatedAt = token.Time.ToUnixTimeMilliseconds(),
        ExpiresAt = (token.Time + options.WsTokenLifetime).ToUnixTimeMilliseconds(),
    };

    private static (string User, DateTimeOffset Time)? Read(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, WsTokenJsonContext.Default.WsToken) is { User: { Length: > 0 } user, Time: { } text }
                && DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var made)
                ? (user, made)
                : null;
        }
        catch (JsonException)
        {
            // Whoever wrote it meant something else.
            return null;
        }
    }
}
