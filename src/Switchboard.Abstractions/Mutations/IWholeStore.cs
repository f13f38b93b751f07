namespace Switchboard.Extensibility;

/// <summary>Keeps publications of mutable namespaces as they are after all their changes, beside the stream of changes. A part of every stream store.</summary>
/// <remarks>
/// <para>They are written by <see cref="IStreamStore.AppendAsync"/> with <see cref="StreamAppend.Mutation"/>. Contract, held by <c>WholeStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>A change and the whole that it makes are one: both are there, or neither.</item>
/// <item>A repeated append (by its idempotency key) changes nothing; the conditions of a change are asked only behind that.</item>
/// <item>A whole is kept for the age of the stream's retention after its last change, and until so many newer ones were published as the limits
/// name; one that is open does not give way to newer ones. It goes with the history, and with the epoch.</item>
/// <item>A read sees the wholes and the position of one moment: the changes behind that position make of them what follows.</item>
/// <item>What it costs to append does not depend on how much has been appended.</item>
/// </list>
/// </remarks>
public interface IWholeStore
{
    /// <summary>Reads wholes, in the order in which they were published. Each has the tags <see cref="MutationTags.Id"/> and <see cref="MutationTags.State"/>, and no position.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="retention">How the stream is kept.</param>
    /// <param name="read">Which.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<StreamSlice> ReadWholesAsync(string channel, StreamRetention retention, WholeRead read, CancellationToken cancellationToken);

    /// <summary>Finds the id of the publication that was published at a position; null where it is not kept.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="position">The position.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<string?> FindIdAsync(string channel, Position position, CancellationToken cancellationToken);

    /// <summary>Finds publications that are open and were not changed for too long, so that they are ended with <see cref="Mutation.IsTimeout"/>.</summary>
    /// <param name="limit">How many at most; more than 0.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<IReadOnlyList<OverduePublication>> ListOverdueAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Forgets the wholes of a channel, not its changes: its namespace is not mutable any more, so that nobody reads or ends them. Unknown channels are ignored.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask ForgetWholesAsync(string channel, CancellationToken cancellationToken);
}

/// <summary>Which wholes to read: the newest.</summary>
public sealed record WholeRead
{
    /// <summary>The one of this id alone; null for all.</summary>
    public string? Id { get; init; }

    /// <summary>How many at most; more than 0.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>About how many bytes at most (<see cref="Publication.ApproximateBytes"/>). The newest is part of the answer whatever its size.</summary>
    public int MaxBytes { get; init; } = int.MaxValue;
}

/// <summary>A publication that is open and was not changed for too long.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Id">The id.</param>
public readonly record struct OverduePublication(string Channel, string Id);
