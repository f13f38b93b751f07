using System.Globalization;
using StackExchange.Redis;
using Switchboard.Extensibility;

namespace Switchboard.Redis.Sources;

/// <summary>A consumer group of a stream, as one consumer in it sees it.</summary>
internal sealed class RedisGroup(EventSourceDefinition definition, RedisConnection redis, string consumer)
{
    // Whoever does not renew what it holds for so long is taken for dead.
    private const long DeadAfterMilliseconds = 30_000;

    // Old enough for everybody to take it at once.
    private const long GivenBackMilliseconds = 86_400_000;

    private readonly string _name = definition.Group.Length > 0 ? definition.Group : $"switchboard.{definition.Name}";

    /// <summary>Makes the group where there is none.</summary>
    /// <param name="position">Behind which entry it begins.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task EnsureAsync(string position, CancellationToken cancellationToken)
    {
        try
        {
            await redis.RunAsync(database => database.StreamCreateConsumerGroupAsync(definition.Stream, _name, position, createStream: true), cancellationToken);
        }
        catch (SwitchboardException exception) when (exception.InnerException is RedisServerException { Message: var message } && message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // It is there.
        }
    }

    /// <summary>Takes the next entries; waits a moment for the first. Nobody else may use the connection meanwhile.</summary>
    public async Task<IReadOnlyList<RedisEntry>> ReadAsync(IDatabase waiting, int count, int milliseconds)
    {
        var answer = await waiting.ExecuteAsync("XREADGROUP", "GROUP", _name, consumer, "COUNT", count, "BLOCK", milliseconds, "STREAMS", definition.Stream, ">");
        return answer.IsNull ? [] : [.. ((RedisResult[])((RedisResult[])((RedisResult[])answer!)[0]!)[1]!).Select(EntryOf)];
    }

    /// <summary>Takes over what consumers hold that are dead, or have given it back.</summary>
    public async Task<IReadOnlyList<RedisEntry>> ClaimAsync(int count, CancellationToken cancellationToken)
    {
        var claimed = await redis.RunAsync(database => database.StreamAutoClaimAsync(definition.Stream, _name, consumer, DeadAfterMilliseconds, "0-0", count), cancellationToken);
        return [.. claimed.ClaimedEntries.Select(entry => new RedisEntry(entry.Id, entry.Values, definition.DataField))];
    }

    /// <summary>Tells the others that what is under way here has an owner that lives.</summary>
    public Task RenewAsync(RedisValue[] ids, CancellationToken cancellationToken) => ClaimAgainAsync(ids, 0, cancellationToken);

    /// <summary>Lets the others take what is not going to be answered.</summary>
    public Task GiveBackAsync(RedisValue[] ids, CancellationToken cancellationToken) => ClaimAgainAsync(ids, GivenBackMilliseconds, cancellationToken);

    /// <summary>Acknowledges.</summary>
    public async Task AcknowledgeAsync(RedisValue[] ids, CancellationToken cancellationToken)
        => await redis.RunAsync(database => database.StreamAcknowledgeAsync(definition.Stream, _name, ids), cancellationToken);

    /// <summary>Adds an unusable entry to the stream for such.</summary>
    public async Task AddDeadLetterAsync(RedisEntry entry, string reason, CancellationToken cancellationToken)
    {
        NameValueEntry[] fields =
        [
            .. entry.Fields, new("x-switchboard-reason", reason), new("x-switchboard-source", definition.Name), new("x-switchboard-stream", definition.Stream), new("x-switchboard-id", entry.Id),
        ];
        await redis.RunAsync(database => database.StreamAddAsync(definition.DeadLetterStream, fields), cancellationToken);
    }

    /// <summary>Leaves the group. What is still held must have been given back, and be taken from whoever has it now.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var pending = await redis.RunAsync(database => database.StreamPendingMessagesAsync(definition.Stream, _name, 1, consumer), cancellationToken);
        if (pending.Length == 0)
        {
            await redis.RunAsync(database => database.StreamDeleteConsumerAsync(definition.Stream, _name, consumer), cancellationToken);
        }
    }

    private async Task ClaimAgainAsync(RedisValue[] ids, long idle, CancellationToken cancellationToken)
    {
        if (ids.Length > 0)
        {
            object[] arguments = [definition.Stream, _name, consumer, 0, .. ids.Select(static id => (object)id), "IDLE", idle.ToString(CultureInfo.InvariantCulture), "JUSTID"];
            await redis.RunAsync(database => database.ExecuteAsync("XCLAIM", arguments), cancellationToken);
        }
    }

    private RedisEntry EntryOf(RedisResult result)
    {
        var parts = (RedisResult[])result!;
        var texts = (RedisValue[])parts[1]!;
        var fields = texts.Chunk(2).Select(static pair => new NameValueEntry(pair[0], pair[1])).ToArray();
        return new RedisEntry((RedisValue)parts[0], fields, definition.DataField);
    }
}
