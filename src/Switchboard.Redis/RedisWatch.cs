using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Switchboard.Redis;

/// <summary>Tells the log that Redis is away, from the start on, and that it is back: not only whoever brings a ticket is to learn of it.</summary>
internal sealed class RedisWatch(RedisConnection redis, TimeProvider time, ILogger<RedisWatch> logger) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        var wasAway = false;
        try
        {
            do
            {
                var problem = await redis.FindProblemAsync(stoppingToken);
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
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
