using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Switchboard.Extensibility;

namespace Switchboard.Redis.Sources;

/// <summary>Consumes a stream of Redis in a consumer group.</summary>
internal sealed class RedisEventSource(EventSourceDefinition definition, RedisConnection redis, TimeProvider time, ILogger logger) : IEventSource
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task RunAsync(IEventSink sink, CancellationToken stopping)
    {
        var group = new RedisGroup(definition, redis, $"switchboard.{Guid.NewGuid():N}");
        await using var consumption = new RedisConsumption(definition, redis, group, sink, time, logger, stopping);
        var pause = _shortest;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // A group that has gone meanwhile begins with what has come since.
                await group.EnsureAsync(consumption.LastId ?? (sink.IsDurable ? "0-0" : "$"), stopping);
                pause = _shortest;
                sink.Started();
                await consumption.RunAsync(stopping);
            }
            catch (Exception exception)
            {
                if (!stopping.IsCancellationRequested)
                {
                    sink.Interrupted(ProblemOf(exception));
                }
            }

            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _longest ? pause * 2 : _longest;
        }

        await consumption.EndAsync();
    }

    private static string ProblemOf(Exception exception) => exception switch
    {
        SwitchboardException { InnerException: RedisServerException refusal } => refusal.Message,
        RedisServerException refusal => refusal.Message,
        SwitchboardException or RedisException or TimeoutException => "Redis cannot be reached",
        _ => exception.Message,
    };
}
