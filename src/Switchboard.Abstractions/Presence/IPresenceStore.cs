namespace Switchboard.Extensibility;

/// <summary>Knows who is in which channel, across nodes.</summary>
/// <remarks>
/// <para>Contract, held by <c>PresenceStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>An entry is there from the completion of its add until its removal, or until its time to live has passed without another add.</item>
/// <item>Adding the same client again replaces its entry; removing an unknown one does nothing.</item>
/// <item>Counts do not require reading the list.</item>
/// <item>All members are safe to call from any thread.</item>
/// </list>
/// </remarks>
public interface IPresenceStore
{
    /// <summary>Adds or renews an entry.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="client">The connection, identified by its client id.</param>
    /// <param name="timeToLive">How long the entry lives unless it is renewed.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask AddAsync(string channel, ClientInfo client, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Removes an entry.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="client">The connection that was added.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RemoveAsync(string channel, ClientInfo client, CancellationToken cancellationToken);

    /// <summary>Lists a channel's entries, in no particular order.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<IReadOnlyCollection<ClientInfo>> ListAsync(string channel, CancellationToken cancellationToken);

    /// <summary>Counts a channel's entries.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<PresenceStats> CountAsync(string channel, CancellationToken cancellationToken);
}
