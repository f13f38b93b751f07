namespace Switchboard.Connections;

/// <content>The map channels that the client is on its way into.</content>
internal sealed partial class Connection
{
    private Dictionary<string, MapCatchUp>? _catchUps;

    /// <summary>Notes how far a client has come. False where it has as many channels as it may.</summary>
    public bool TryKeep(MapCatchUp catchUp)
    {
        lock (_lock)
        {
            var channel = catchUp.Admission.Request.Channel;
            if (Limits.ChannelsPerConnection > 0 && _subscriptions.Count + CatchUpsBesideLocked(channel) >= Limits.ChannelsPerConnection)
            {
                return false;
            }

            (_catchUps ??= new(StringComparer.Ordinal))[channel] = catchUp;
            return true;
        }
    }

    /// <summary>How far the client has come into a channel; null where it is not on its way.</summary>
    public MapCatchUp? FindCatchUp(string channel)
    {
        lock (_lock)
        {
            return _catchUps?.GetValueOrDefault(channel);
        }
    }

    /// <summary>Forgets how far the client has come.</summary>
    public void EndCatchUp(string channel)
    {
        lock (_lock)
        {
            if (_catchUps?.Remove(channel) == true && _catchUps.Count == 0)
            {
                _catchUps = null;
            }
        }
    }

    /// <summary>Forgets those that have taken too long.</summary>
    public void EndCatchUps(long now)
    {
        // Seldom is there any: looked at without the lock, it is found the next time.
        if (_catchUps is null)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var catchUp in _catchUps?.Values.Where(catchUp => catchUp.EndsAt <= now).ToArray() ?? [])
            {
                _catchUps!.Remove(catchUp.Admission.Request.Channel);
            }
        }
    }

    // They count as channels: each is about to be a subscription.
    private int CatchUpsBesideLocked(string channel) => _catchUps is null ? 0 : _catchUps.Count - (_catchUps.ContainsKey(channel) ? 1 : 0);
}
