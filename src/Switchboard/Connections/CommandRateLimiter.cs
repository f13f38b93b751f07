namespace Switchboard.Connections;

/// <summary>Counts the commands of one connection in each second. A mutable struct: keep it in a field, never copy it.</summary>
internal struct CommandRateLimiter
{
    private long _second;
    private int _used;

    /// <summary>Takes a command in.</summary>
    /// <param name="now">The node's monotonic time in milliseconds.</param>
    /// <param name="perSecond">How many are allowed; 0 for any number.</param>
    public CommandVerdict Take(long now, int perSecond)
    {
        if (perSecond == 0)
        {
            return CommandVerdict.Allowed;
        }

        var second = now / 1000;
        if (second != _second)
        {
            _second = second;
            _used = 0;
        }

        _used++;
        if (_used <= perSecond)
        {
            return CommandVerdict.Allowed;
        }

        return _used <= perSecond * 2L ? CommandVerdict.Refused : CommandVerdict.Abusive;
    }
}

/// <summary>What the limit of commands per second says of a command.</summary>
internal enum CommandVerdict
{
    /// <summary>Within the limit.</summary>
    Allowed,

    /// <summary>Over the limit: answered with error 111.</summary>
    Refused,

    /// <summary>Over twice the limit: the connection is closed with 3013.</summary>
    Abusive,
}
