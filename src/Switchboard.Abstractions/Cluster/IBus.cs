namespace Switchboard.Extensibility;

/// <summary>Carries messages between the nodes of one cluster.</summary>
/// <remarks>
/// <para>Contract, held by <c>BusSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>Every other node that is attached receives each message at most once; the sender does not receive its own.</item>
/// <item>Messages of one sender about one channel arrive in the order in which they were sent.</item>
/// <item>A message to a named node reaches that node alone; one to a node that is not there is dropped.</item>
/// <item>Nothing arrives before <see cref="AttachAsync"/> was called, nor after the returned attachment was disposed.</item>
/// <item>Sending never waits for a receiver.</item>
/// </list>
/// </remarks>
public interface IBus
{
    /// <summary>Whether any other node may be listening. While false, the engine does not prepare messages at all.</summary>
    bool HasPeers { get; }

    /// <summary>Joins the cluster.</summary>
    /// <param name="nodeId">This node's id, unique in the cluster.</param>
    /// <param name="receive">Called for each message, from any thread; must not block.</param>
    /// <param name="cancellationToken">Gives up joining.</param>
    /// <returns>The attachment; disposing it leaves the cluster.</returns>
    ValueTask<IAsyncDisposable> AttachAsync(string nodeId, Action<BusMessage> receive, CancellationToken cancellationToken);

    /// <summary>Sends a message to the other nodes.</summary>
    /// <param name="message">The message.</param>
    void Send(BusMessage message);
}
