using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;

namespace Switchboard.Redis;

/// <summary>Removes tickets without an expiry that nobody used. Every node does: what is gone already costs the next one a look.</summary>
internal sealed class WsTokenSweeper(WsTokenStore store, RedisStoreOptions options, TimeProvider time, ILogger<WsTokenSweeper> logger) : BackgroundLoop
{
    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await store.SweepAsync(stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                RedisLog.SweepFailed(logger, exception);
            }
        }
    }
}
