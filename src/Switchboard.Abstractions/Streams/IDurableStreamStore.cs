namespace Switchboard.Extensibility;

/// <summary>A store whose streams and entries survive a restart: it keeps the channels of namespaces with <c>storage: durable</c>.</summary>
/// <remarks>
/// An append completes, and its publication enters fan-out, once the commit is on disk. While its database is away, all members but
/// <see cref="HoldNamespacesAsync"/> throw <see cref="SwitchboardException"/> with error 108, and with 111 where more waits than its
/// limits allow. Whether an append that failed so has taken effect is not known: it may have been committed when the connection was lost.
/// </remarks>
public interface IDurableStreamStore : IStreamStore, IMapStore, IWholeStore
{
    /// <summary>Says which namespaces the store keeps from here on. One that it did not keep before begins its streams anew, with other epochs: what was published meanwhile is not in them.</summary>
    /// <param name="namespaces">The names of all durable namespaces.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <remarks>Called before the store is opened, and at each change of the configuration. While the database is away it is noted, and holds as soon as it is back.</remarks>
    ValueTask HoldNamespacesAsync(IReadOnlyCollection<string> namespaces, CancellationToken cancellationToken);
}
