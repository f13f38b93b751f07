using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;

namespace Switchboard.Redis;

/// <summary>Tells the log that Redis is away, from the start on, and that it is back: not only whoever brings a ticket is to learn of it.</summary>
internal sealed class RedisWatch(RedisConnection redis, TimeProvider time, ILogger<RedisWatch> logger) : BackgroundLoop
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_interval, time);
        var wasAway = false;
        do
        {
            var problem = await redis.FindProblemAsync(stopping);
            if (problem is not null && !wasAway)
            {
                RedisLog.Away(logger, problem);
            }
            else if (problem is null && wasAway)
            {
                RedisLog.Back(logger);
            }

            wasAway = problem is not null;
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }
}
