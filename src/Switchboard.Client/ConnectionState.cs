namespace Switchboard.Client;

/// <summary>Where a client's connection stands.</summary>
public enum ConnectionState
{
    /// <summary>There is no connection and none is being made.</summary>
    Disconnected,

    /// <summary>A connection is being made, or made again after one was lost.</summary>
    Connecting,

    /// <summary>The hub has accepted the connection.</summary>
    Connected,
}
