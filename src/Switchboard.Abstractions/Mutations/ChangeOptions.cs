namespace Switchboard;

/// <summary>How a publication of a mutable namespace is changed. Everything is optional.</summary>
public sealed record ChangeOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static ChangeOptions None { get; } = new();

    /// <summary>Labels of the change that receivers may read; null for none. Limited by <c>publishing.maxTags</c>.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>A key that makes a repeated change return the first one's result, for <c>publishing.idempotencyWindowSeconds</c>. Null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Of an end: whether the publication is left unfinished.</summary>
    public bool Broken { get; init; }
}

/// <summary>Where a publication of a mutable namespace, or a change of one, went.</summary>
/// <param name="Id">The id of the publication.</param>
/// <param name="Position">The position of the publication, or of the change.</param>
public readonly record struct ChangeResult(string Id, Position Position);
