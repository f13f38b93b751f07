namespace Switchboard.Connections;

/// <summary>What carries a connection's bytes.</summary>
internal interface IConnectionTransport
{
    /// <summary>Learns that the connection is closing: what is queued must go out. Called on a thread of the pool.</summary>
    void OnClosing();

    /// <summary>Ends the client's connection without further ado, if it has not ended yet.</summary>
    void Cut();
}
