namespace Switchboard.Connections;

/// <summary>Sees the messages that reach a connection through a subscription, so that none reaches it twice.</summary>
internal abstract class MessageRecorder
{
    /// <summary>Notes that a publication is about to be sent. False where its message was sent another way. Under the channel's lock.</summary>
    public abstract bool TryPass(Publication publication);
}
