namespace Switchboard.Connections;

/// <summary>The connections of one user on this node.</summary>
internal sealed class UserConnections
{
    private readonly Lock _lock = new();
    private readonly List<Connection> _connections = new(1);
    private CommandRateLimiter _budget;
    private bool _isClosed;

    /// <summary>Adds a connection. False where there are too many; null where the list has just been given up.</summary>
    public bool? TryAdd(Connection connection, int max)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return null;
            }

            if (max > 0 && _connections.Count >= max)
            {
                return false;
            }

            _connections.Add(connection);
            return true;
        }
    }

    /// <summary>Removes a connection. True where none is left: the list is given up then.</summary>
    public bool Remove(Connection connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
            _isClosed = _connections.Count == 0;
            return _isClosed;
        }
    }

    /// <summary>Applies the limit of commands per second to all of them together.</summary>
    /// <param name="now">The node's monotonic time in milliseconds.</param>
    /// <param name="perSecond">How many are allowed; 0 for any number.</param>
    public bool TryTakeCommand(long now, int perSecond)
    {
        lock (_lock)
        {
            return _budget.Take(now, perSecond) == CommandVerdict.Allowed;
        }
    }

    public Connection[] List()
    {
        lock (_lock)
        {
            return [.. _connections];
        }
    }
}
