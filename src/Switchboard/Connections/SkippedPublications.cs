using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;
using Switchboard.Timing;

namespace Switchboard.Connections;

/// <summary>Counts publications that clients are not given, and tells the log: once a minute for each reason, however many there are.</summary>
internal sealed class SkippedPublications(HubMetrics metrics, Clock clock, ILogger<SkippedPublications> logger)
{
    private readonly Tally _notJson = new(clock);
    private readonly Tally _tooDeep = new(clock);
    private readonly Tally _tooLarge = new(clock);

    /// <summary>Publications of a server-side subscription are not JSON, and the connection speaks JSON.</summary>
    public void NotJson(string channel, string client, int count)
    {
        metrics.PublicationsSkipped("not_json", count);
        if (_notJson.TryTake(count, out var total))
        {
            ConnectionLog.SkippedBinary(logger, total, channel, client);
        }
    }

    /// <summary>What a store holds is nested deeper than is accepted now.</summary>
    public void TooDeep(string channel, int count)
    {
        metrics.PublicationsSkipped("too_deep", count);
        if (_tooDeep.TryTake(count, out var total))
        {
            ConnectionLog.SkippedDeep(logger, total, channel);
        }
    }

    /// <summary>The entries of a map are more than one reply may have, and a subscription of the server does not begin.</summary>
    public void MapTooLarge(string channel, int entries, int limit)
    {
        metrics.PublicationsSkipped("map_too_large", entries);
        if (_tooLarge.TryTake(1, out var total))
        {
            ConnectionLog.MapTooLarge(logger, total, channel, limit);
        }
    }
}
