namespace Switchboard.Extensibility;

/// <summary>Keeps the audit: entries in one chain, which only grows at its end and is only taken off at its beginning.</summary>
/// <remarks>
/// <para>Contract, held by <c>AuditStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>Numbers begin with 1 and have no gaps. Nodes that share the store append to one chain, one after the other.</item>
/// <item>What was appended is committed when <see cref="AppendAsync"/> completes. Of a call all entries are kept, or none.</item>
/// <item>The store knows no key: it has its caller seal what it is about to write, with what lies in front of it, while nobody else can append.</item>
/// <item>An entry that was tampered with is read as far as it can be, with <see cref="AuditEntry.IsDamaged"/> where that is not all: reading does not fail over it.</item>
/// <item>Nothing changes an entry. The only way to remove some is <see cref="TrimAsync"/>, which leaves a signed anchor in their place.</item>
/// <item>A store that cannot do what is asked at present throws <see cref="SwitchboardException"/>, with the error to answer with.</item>
/// <item>All members are safe to call from any thread.</item>
/// </list>
/// </remarks>
public interface IAuditStore
{
    /// <summary>Appends entries.</summary>
    /// <param name="seal">Given the end of the chain, makes the entries that follow it: at least one, numbered on from there. Called again where the transaction fails; must not wait.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be kept.</param>
    /// <returns>The end of the chain afterwards.</returns>
    ValueTask<AuditHead> AppendAsync(Func<AuditHead, IReadOnlyList<AuditEntry>> seal, CancellationToken cancellationToken);

    /// <summary>The end of the chain.</summary>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<AuditHead> HeadAsync(CancellationToken cancellationToken);

    /// <summary>Reads entries, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Removes entries from the beginning of the chain, up to the first that is young enough; the last entry stays.</summary>
    /// <param name="before">Older ones are removed.</param>
    /// <param name="limit">How many at most; more than 0.</param>
    /// <param name="sign">Signs the anchor that takes their place. Called again where the transaction fails; must not wait.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be removed.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<long> TrimAsync(DateTimeOffset before, int limit, Func<AuditAnchor, AuditAnchor> sign, CancellationToken cancellationToken);
}

/// <summary>The end of the chain.</summary>
/// <param name="Number">The number of the newest entry; 0 where there was never one.</param>
/// <param name="Hash">Its hash, in hexadecimal; empty where there was never one.</param>
/// <param name="Count">How many entries there are.</param>
public readonly record struct AuditHead(long Number, string Hash, long Count);

/// <summary>An entry of the audit.</summary>
/// <param name="Number">Its place in the chain, from 1.</param>
/// <param name="Event">What happened.</param>
public sealed record AuditEntry(long Number, AuditEvent Event)
{
    /// <summary>When it was written, by the clock of the node. Entries keep milliseconds.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The node that wrote it.</summary>
    public required string Node { get; init; }

    /// <summary>The id of the key that sealed it.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The hash over the entry and that of the one before it, in hexadecimal.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Whether somebody has put there what the store cannot have written, such as a text in place of a time: what can be read of it is here.</summary>
    public bool IsDamaged { get; init; }
}

/// <summary>What stands in place of entries that were removed for their age. Without it, the number 0 and no hash.</summary>
/// <param name="Number">The number of the last entry that was removed; how many were.</param>
/// <param name="Hash">The hash of that entry, which the first one that is left is chained to.</param>
public sealed record AuditAnchor(long Number, string Hash)
{
    /// <summary>Nothing was removed.</summary>
    public static AuditAnchor None { get; } = new(0, "");

    /// <summary>When they were removed. Stores keep milliseconds.</summary>
    public DateTimeOffset Time { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The id of the key that signed it.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The signature, in hexadecimal.</summary>
    public string Signature { get; init; } = "";
}

/// <summary>Which entries are read. What is null or empty does not matter.</summary>
/// <param name="Limit">How many at most; more than 0.</param>
public sealed record AuditQuery(int Limit)
{
    /// <summary>Those in front of this number; null for the newest.</summary>
    public long? Before { get; init; }

    /// <summary>Those of this actor.</summary>
    public string? Actor { get; init; }

    /// <summary>Those of this action; one that ends with a dot is that of all that begin so.</summary>
    public string? Action { get; init; }

    /// <summary>Those with this target.</summary>
    public string? Target { get; init; }

    /// <summary>Those with this result.</summary>
    public string? Result { get; init; }

    /// <summary>Those from this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those before this time.</summary>
    public DateTimeOffset? To { get; init; }
}
