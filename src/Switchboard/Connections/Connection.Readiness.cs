namespace Switchboard.Connections;

/// <content>Whether the client knows that it has been let in.</content>
internal sealed partial class Connection
{
    private volatile bool _isReady;

    /// <summary>
    /// Whether the connect reply is queued. Before, nothing but that may be sent, and a channel that is taken on behalf of somebody
    /// else would be one that the connect command finds taken.
    /// </summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }
}
