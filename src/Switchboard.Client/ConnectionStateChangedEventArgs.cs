namespace Switchboard.Client;

/// <summary>A connection has changed its state.</summary>
public sealed class ConnectionStateChangedEventArgs : EventArgs
{
    internal ConnectionStateChangedEventArgs(ConnectionState previous, ConnectionState current, ConnectionChange change)
    {
        Previous = previous;
        Current = current;
        Change = change;
    }

    /// <summary>The state before.</summary>
    public ConnectionState Previous { get; }

    /// <summary>The state now. <see cref="ConnectionState.Disconnected"/> is final until the application connects again.</summary>
    public ConnectionState Current { get; }

    /// <summary>Why.</summary>
    public ConnectionChange Change { get; }

    /// <summary>The hub's close code; null where the hub did not close the connection.</summary>
    public CloseCode? CloseCode { get; internal init; }

    /// <summary>What failed; null where nothing did.</summary>
    public Exception? Error { get; internal init; }
}
