using System.Security.Cryptography;
using System.Text.Json;
using StackExchange.Redis;
using Switchboard.Extensibility;

namespace Switchboard.Redis;

/// <summary>Tickets in Redis: a key is the hash of a secret, and vanishes by itself. One script decides, so that one of many enters.</summary>
internal sealed class RedisTicketStore(RedisConnection redis, RedisStoreOptions options) : IExternalTicketStore
{
    // The value is "<expiry in Unix milliseconds>:<body>", or "used". Redis' own clock decides, the same for every node. Whatever else
    // somebody wrote there is no ticket, and is left alone.
    private const string Use =
        """
        if redis.call('TYPE', KEYS[1]).ok ~= 'string' then return {0, ''} end
        local value = redis.call('GET', KEYS[1])
        if value == 'used' then return {2, ''} end
        local expiry, body = string.match(value, '^(%d+):(.*)$')
        if not expiry then return {0, ''} end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        if now >= tonumber(expiry) then return {3, ''} end
        if tonumber(ARGV[1]) > 0 then redis.call('SET', KEYS[1], 'used', 'PX', ARGV[1]) else redis.call('DEL', KEYS[1]) end
        return {1, body}
        """;

    private const string Look =
        """
        if redis.call('TYPE', KEYS[1]).ok ~= 'string' then return '' end
        local expiry, body = string.match(redis.call('GET', KEYS[1]), '^(%d+):(.*)$')
        if not expiry then return '' end
        local time = redis.call('TIME')
        if time[1] * 1000 + math.floor(time[2] / 1000) >= tonumber(expiry) then return '' end
        return body
        """;

    // The lifetime counts from now, by the clock that decides about its end.
    private const string Add =
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('SET', KEYS[1], string.format('%.0f', now + tonumber(ARGV[1])) .. ':' .. ARGV[3], 'PX', ARGV[2])
        return 1
        """;

    /// <inheritdoc/>
    public bool Recognizes(string secret) => TicketSecret.Is(secret);

    /// <inheritdoc/>
    public async ValueTask<string> AddAsync(TicketContent ticket, TimeSpan remember, CancellationToken cancellationToken)
    {
        var secret = TicketSecret.Create();
        var lifetime = Math.Max(1, ticket.ExpiresAt - ticket.CreatedAt);
        RedisValue[] values = [lifetime, lifetime + (long)remember.TotalMilliseconds, ticket.ToUtf8()];
        await redis.RunAsync(database => database.ScriptEvaluateAsync(Add, [KeyOf(secret)], values), cancellationToken);
        return secret;
    }

    /// <inheritdoc/>
    public async ValueTask<TicketRedemption> RedeemAsync(string secret, TimeSpan remember, CancellationToken cancellationToken)
    {
        var key = KeyOf(secret);
        var answer = (RedisResult[])(await redis.RunAsync(
            database => database.ScriptEvaluateAsync(Use, [key], [(long)remember.TotalMilliseconds]), cancellationToken))!;
        return (TicketState)(int)answer[0] switch
        {
            TicketState.Valid when Read((byte[])answer[1]!) is { } ticket => TicketRedemption.Of(ticket),
            TicketState.Used => TicketRedemption.Used,
            TicketState.Expired => TicketRedemption.Expired,
            _ => TicketRedemption.Unknown,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<TicketPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var found = await redis.FirstAsync($"{RedisConnection.Literal(KeyPrefix)}*", cursor, limit + 1, HashOf, cancellationToken);
        var tickets = new List<TicketContent>();
        foreach (var (hash, key) in found.Take(limit))
        {
            var body = (byte[]?)await redis.RunAsync(database => database.ScriptEvaluateAsync(Look, [key]), cancellationToken);
            if (body is { Length: > 0 } && Read(body) is { } ticket)
            {
                tickets.Add(ticket with { Id = TicketSecret.IdOf(Convert.FromHexString(hash)) });
            }
        }

        return new TicketPage(tickets, found.Count > limit ? found[limit - 1].Order : null);
    }

    private static TicketContent? Read(byte[] body)
    {
        try
        {
            return TicketContent.Parse(body);
        }
        catch (JsonException)
        {
            // Whoever wrote it meant something else.
            return null;
        }
    }

    // Whatever else somebody keeps below the prefix is no ticket.
    private string? HashOf(RedisKey key)
        => key.ToString()[KeyPrefix.Length..] is { Length: SHA256.HashSizeInBytes * 2 } hash && hash.All(char.IsAsciiHexDigitLower) ? hash : null;

    private string KeyPrefix => $"{options.Prefix}ticket:";

    private RedisKey KeyOf(string secret) => $"{KeyPrefix}{Convert.ToHexStringLower(TicketSecret.Hash(secret))}";
}
