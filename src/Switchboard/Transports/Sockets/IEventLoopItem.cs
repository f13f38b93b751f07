namespace Switchboard.Transports.Sockets;

/// <summary>What an <see cref="EventLoop"/> watches a socket for. Called on the loop's thread, which must not be kept.</summary>
internal interface IEventLoopItem
{
    /// <summary>The socket can be read, or has ended. May come once more, in vain, after the socket was removed.</summary>
    void OnReadable();

    /// <summary>The loop ends: nothing is watched any more.</summary>
    void OnLoopEnded();
}
