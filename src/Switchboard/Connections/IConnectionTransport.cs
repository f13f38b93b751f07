using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <summary>What carries a connection's bytes.</summary>
internal interface IConnectionTransport
{
    /// <summary>Learns that the connection is closing: what is queued must go out. Called on a thread of the pool.</summary>
    void OnClosing();

    /// <summary>Ends the client's connection without further ado, if it has not ended yet.</summary>
    void Cut();

    /// <summary>
    /// How often the thread that reads this connection and others has begun or ended a turn: odd while it handles what came, even while
    /// it waits. 0 where no thread is shared.
    /// </summary>
    long ReadTurn => 0;

    /// <summary>What the client is told last, where that depends on more than the code; null where the format says it. Called under locks.</summary>
    OutboundFrame? EncodeClose(CloseCode code) => null;
}

/// <summary>A connection as what carries its bytes sees it. Most are a <see cref="Connection"/>; one that may still change what carries it is not, yet.</summary>
internal interface ITransportConnection
{
    /// <summary>The largest message that may come in.</summary>
    int MaxMessageBytes { get; }

    /// <summary>Whether messages still count.</summary>
    bool IsOpen { get; }

    /// <summary>Completes when the last byte has been handed over, or the connection broke.</summary>
    Task Sent { get; }

    /// <summary>Learns what carries it.</summary>
    void AttachTransport(IConnectionTransport carrier);

    /// <summary>Begins to send; further calls do nothing.</summary>
    void Start(IOutboundSink sink);

    /// <summary>Queues a frame of the transport's own making.</summary>
    void Send(in OutboundFrame frame);

    /// <summary>Waits until a client that does not read its replies has taken enough of them.</summary>
    ValueTask RepliesTakenAsync();

    /// <summary>Ends the connection, with a last frame of the transport's own making where there is one.</summary>
    void Close(CloseCode code, OutboundFrame? last);

    /// <summary>Learns that the client is gone.</summary>
    void OnTransportEnded();
}

/// <summary>What a connection tells whoever opened it.</summary>
internal interface IConnectionOwner
{
    /// <summary>Lets go what a closed connection held. Called where no lock is held, once a connection. Must not throw.</summary>
    void Release(Connection connection);

    /// <summary>Learns that a connection was cut because sending to it failed where it should not have.</summary>
    void OnDrainFailed(Connection connection, Exception exception);

    /// <summary>Learns that the connection was not given a publication that its wire cannot carry. May be called under locks.</summary>
    void Skip(Connection connection, string channel);
}
