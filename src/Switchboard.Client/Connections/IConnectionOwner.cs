using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>Whom a connection is kept up for. All but the last are called on the thread that reads, and must not throw or wait.</summary>
internal interface IConnectionOwner
{
    /// <summary>The server-side subscriptions to recover, with their positions.</summary>
    IReadOnlyDictionary<string, SubscribeCommand> ServerPositions { get; }

    /// <summary>The hub accepted a connection.</summary>
    void OnConnected(Session session, ConnectReply reply);

    /// <summary>The hub told something unasked.</summary>
    void OnPush(Session session, CentrifugePush push);

    /// <summary>The state changed.</summary>
    void OnStateChanged(ConnectionStateChangedEventArgs change);

    /// <summary>An attempt to connect failed, and the next one will follow.</summary>
    void OnConnectFailed(ConnectionStateChangedEventArgs change);

    /// <summary>Ends when there is nothing against connecting again.</summary>
    Task ReadyToConnectAsync(CancellationToken cancellationToken);
}
