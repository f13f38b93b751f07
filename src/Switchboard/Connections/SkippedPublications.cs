using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;
using Switchboard.Timing;

namespace Switchboard.Connections;

/// <summary>Counts publications that clients are not given, and tells the log: once a minute for each reason, however many there are.</summary>
internal sealed class SkippedPublications(HubMetrics metrics, Clock clock, ILogger<SkippedPublications> logger)
{
    private readonly Tally _notJson = new();
    private readonly Tally _tooDeep = new();
    private readonly Tally _tooLarge = new();

    /// <summary>Publications of a server-side subscription are not JSON, and the connection speaks JSON.</summary>
    public void NotJson(string channel, string client, int count)
    {
        metrics.PublicationsSkipped("not_json", count);
        if (_notJson.TryTake(count, clock.Milliseconds, out var total))
        {
            ConnectionLog.SkippedBinary(logger, total, channel, client);
        }
    }

    /// <summary>What a store holds is nested deeper than is accepted now.</summary>
    public void TooDeep(string channel, int count)
    {
        metrics.PublicationsSkipped("too_deep", count);
        if (_tooDeep.TryTake(count, clock.Milliseconds, out var total))
        {
            ConnectionLog.SkippedDeep(logger, total, channel);
        }
    }

    /// <summary>The entries of a map are more than one reply may have, and a subscription of the server does not begin.</summary>
    public void MapTooLarge(string channel, int entries, int limit)
    {
        metrics.PublicationsSkipped("map_too_large", entries);
        if (_tooLarge.TryTake(1, clock.Milliseconds, out var total))
        {
            ConnectionLog.MapTooLarge(logger, total, channel, limit);
        }
    }

    /// <summary>What has not been told yet.</summary>
    private sealed class Tally
    {
        private const long Pause = 60_000;

        private readonly Lock _lock = new();
        private long _untold;
        private long _toldAt = -Pause;

        /// <summary>Adds to what is to be told. True where it is time to tell all of it.</summary>
        public bool TryTake(int count, long now, out long total)
        {
            lock (_lock)
            {
                total = _untold += count;
                if (now - _toldAt < Pause)
                {
                    return false;
                }

                _untold = 0;
                _toldAt = now;
                return true;
            }
        }
    }
}
