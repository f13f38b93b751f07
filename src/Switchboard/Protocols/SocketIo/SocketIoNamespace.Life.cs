namespace Switchboard.Protocols.SocketIo;

/// <content>Socket.IO namespaces that begin when a client asks for them, and may end when nobody is in them.</content>
public sealed partial class SocketIoNamespace
{
    private long _lastUsed;

    /// <summary>Whether it began because a client asked for it.</summary>
    internal bool IsDynamic { get; set; }

    /// <summary>When somebody last asked for it, as a timestamp.</summary>
    internal long LastUsed => Interlocked.Read(ref _lastUsed);

    /// <summary>Notes that somebody asks for it.</summary>
    internal void Touch(long timestamp) => Interlocked.Exchange(ref _lastUsed, timestamp);
}
