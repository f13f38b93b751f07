using StackExchange.Redis;

namespace Switchboard.Redis;

/// <summary>The connection to Redis, made when it is first needed. While Redis is away, whoever asks is told so at once.</summary>
internal sealed class RedisConnection(RedisStoreOptions options) : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _multiplexer = new(() => ConnectAsync(options));

    /// <summary>Carries out a command.</summary>
    /// <exception cref="SwitchboardException">Redis is away, or refuses the command (108).</exception>
    public async ValueTask<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken)
    {
        try
        {
            var multiplexer = await _multiplexer.Value.WaitAsync(cancellationToken);
            return await command(multiplexer.GetDatabase()).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw Failure(exception);
        }
    }

    /// <summary>Another connection, for commands that wait and whose answers are read as RESP2 has them. The caller disposes of it.</summary>
    public Task<ConnectionMultiplexer> ConnectAnewAsync() => ConnectAsync(options, RedisProtocol.Resp2);

    /// <summary>The text at a key; null where there is none, or something else.</summary>
    /// <exception cref="SwitchboardException">Redis is away, or refuses for a reason that is not the key's (108).</exception>
    public async ValueTask<byte[]?> ReadAsync(RedisKey key, CancellationToken cancellationToken)
    {
        try
        {
            return (byte[]?)await RunAsync(database => database.StringGetAsync(key), cancellationToken);
        }
        catch (SwitchboardException exception) when (exception.InnerException is RedisServerException refusal && IsOfValue(refusal))
        {
            return null;
        }
    }

    /// <summary>What is wrong, in words that hold no secret; null where Redis answers.</summary>
    public async ValueTask<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(static database => database.PingAsync(), cancellationToken);
            return null;
        }
        catch (SwitchboardException exception)
        {
            return exception.InnerException switch
            {
                RedisConnectionException { FailureType: var type } => $"{type}",
                RedisServerException => "it refuses commands",
                _ => "it does not answer",
            };
        }
    }

    /// <summary>A text as a pattern that matches it alone.</summary>
    public static string Literal(string text) => string.Concat(text.Select(static letter => letter is '*' or '?' or '[' or ']' or '\\' or '^' ? $"\\{letter}" : $"{letter}"));

    /// <summary>The first keys of a pattern behind a text, in the order of what is made of them. All are looked at; no more than are wanted are kept.</summary>
    /// <exception cref="SwitchboardException">Redis is away (108).</exception>
    public async ValueTask<IReadOnlyList<(string Order, RedisKey Key)>> FirstAsync(string pattern, string? after, int limit, Func<RedisKey, string?> order, CancellationToken cancellationToken)
    {
        var first = new SortedSet<(string Order, RedisKey Key)>(Comparer<(string Order, RedisKey Key)>.Create(static (one, other) => string.CompareOrdinal(one.Order, other.Order)));
        try
        {
            await foreach (var key in ScanAsync(pattern).WithCancellation(cancellationToken))
            {
                if (order(key) is { } place && string.CompareOrdinal(place, after) > 0 && first.Add((place, key)) && first.Count > limit)
                {
                    first.Remove(first.Max);
                }
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw Failure(exception);
        }

        return [.. first];
    }

    /// <summary>The keys that match a pattern, from every server that may be written to.</summary>
    public async IAsyncEnumerable<RedisKey> ScanAsync(string pattern)
    {
        var multiplexer = await _multiplexer.Value;
        foreach (var server in multiplexer.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }))
        {
            await foreach (var key in server.KeysAsync(pattern: pattern))
            {
                yield return key;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_multiplexer.IsValueCreated)
        {
            await (await _multiplexer.Value).DisposeAsync();
        }
    }

    private static SwitchboardException Failure(Exception exception) => exception is RedisServerException refusal ? Refused(refusal) : Away(exception);

    private static SwitchboardException Away(Exception exception)
        => new(ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: Redis cannot be reached", Temporary = true }, exception);

    // Redis is there, and loads, is full or may not be written to: that passes. What it says of a value or a script stays as it is.
    private static SwitchboardException Refused(RedisServerException exception)
        => new(
            ErrorCodes.NotAvailable with
            {
                Message = $"{ErrorCodes.NotAvailable.Message}: Redis refuses the command",
                Temporary = !IsOfValue(exception) && !exception.Message.Contains("user_script", StringComparison.Ordinal),
            },
            exception);

    private static bool IsOfValue(RedisServerException exception) => exception.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal);

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisStoreOptions options, RedisProtocol? protocol = null)
    {
        var configuration = ConfigurationOptions.Parse(options.Connection);
        configuration.Protocol = protocol ?? configuration.Protocol;
        configuration.AbortOnConnectFail = false;

        // What cannot be sent now is answered now: a client comes back, a ticket does not wait.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ClientName = "switchboard";
        return await ConnectionMultiplexer.ConnectAsync(configuration);
    }
}
