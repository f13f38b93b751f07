using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.History;
using Switchboard.Timing;

namespace Switchboard.Subscriptions;

/// <summary>Compares now and then what subscriptions have seen with what their streams hold: a publication that got lost between nodes is noticed here at the latest.</summary>
internal sealed class PositionChecker(
    ChannelRegistry channels, HistoryReader history, SubscriptionManager subscriptions, SettingsHolder settings, Clock clock, ILogger<PositionChecker> logger)
{
    // Streams that are read at once: where the store is far away, one after the other would take too long.
    private const int ReadsAtOnce = 32;

    // How long a stream must be ahead. Once may only mean that the publication is on its way, which takes its time where the machine is very busy:
    // to end subscriptions then would make it busier.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    // Positions that were ahead of a channel, and since when.
    private readonly ConcurrentDictionary<Channel, (Position Top, long Since)> _suspects = new();
    private long _nextCheckAt;

    /// <summary>Checks all channels when it is time to, and those under suspicion each time.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await ConfirmSuspectsAsync(cancellationToken);
        var interval = (long)settings.Current.PositionCheckInterval.TotalMilliseconds;
        var now = clock.Milliseconds;
        if (interval == 0 || now < _nextCheckAt)
        {
            return;
        }

        _nextCheckAt = now + interval;
        await SideBySide.ForEachAsync(channels.All, ReadsAtOnce, channel => CheckAsync(channel, cancellationToken), cancellationToken);
    }

    private async ValueTask CheckAsync(Channel channel, CancellationToken cancellationToken)
    {
        if (channel.Top is not { } seen)
        {
            return;
        }

        if (!settings.Current.Namespaces.TryResolve(channel.Name, out var space) || !space.HasPositions)
        {
            // The namespace has changed: there is no stream any more that the subscriptions could be at.
            await EndLaggingAsync(channel, cancellationToken);
            return;
        }

        if (await history.TopAsync(channel.Name, space, cancellationToken) is { } top && IsAhead(top, seen))
        {
            // One that is suspected already stays so since then: the interval may be shorter than the patience.
            _suspects.TryAdd(channel, (top, clock.Milliseconds));
        }
    }

    private async ValueTask ConfirmSuspectsAsync(CancellationToken cancellationToken)
    {
        if (_suspects.IsEmpty)
        {
            return;
        }

        foreach (var (channel, (top, since)) in _suspects)
        {
            var isAhead = channel.Top is { } seen && IsAhead(top, seen);
            if (isAhead && clock.Milliseconds - since < _patience.TotalMilliseconds)
            {
                continue;
            }

            _suspects.TryRemove(channel, out _);
            if (isAhead)
            {
                await EndLaggingAsync(channel, cancellationToken);
            }
        }
    }

    private async ValueTask EndLaggingAsync(Channel channel, CancellationToken cancellationToken)
    {
        var behind = channel.MarkLagging();
        if (behind.Length > 0)
        {
            ConnectionLog.ChannelLagging(logger, channel.Name);
            await subscriptions.EndLaggingAsync(behind, cancellationToken);
        }
    }

    private static bool IsAhead(Position top, Position seen) => top.Epoch != seen.Epoch || top.Offset > seen.Offset;
}
