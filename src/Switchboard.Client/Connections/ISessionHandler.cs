using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>Handles what a session receives. Called on the receive loop, which reads on when the call has returned: it must not throw or block.</summary>
internal interface ISessionHandler
{
    /// <summary>The hub accepted the connection.</summary>
    void OnConnected(Session session, ConnectReply reply);

    /// <summary>The hub pushed something.</summary>
    void OnPush(Session session, CentrifugePush push);
}

/// <summary>Handles the events of the connection over all its sessions. Like the receive loop's, no call but the last may throw or block.</summary>
internal interface IConnectionHandler : ISessionHandler
{
    /// <summary>The server-side subscriptions to recover, with their positions.</summary>
    IReadOnlyDictionary<string, SubscribeCommand> ServerRecoveryPositions { get; }

    /// <summary>The state changed.</summary>
    void OnStateChanged(ConnectionStateChangedEventArgs change);

    /// <summary>An attempt to connect failed, and the next one follows.</summary>
    void OnConnectFailed(ConnectionStateChangedEventArgs change);

    /// <summary>Waits until the handlers have room for what the next connection recovers.</summary>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken);
}
