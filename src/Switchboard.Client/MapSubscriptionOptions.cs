using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client;

/// <summary>The options of a map subscription. Read once, when it is created.</summary>
public sealed class MapSubscriptionOptions
{
    /// <inheritdoc cref="SubscriptionOptions.GetToken"/>
    public Func<string, CancellationToken, ValueTask<string?>>? GetToken { get; set; }

    /// <inheritdoc cref="SubscriptionOptions.Data"/>
    public ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>Whether changes may come as what has changed in the entry, where the namespace says <c>delta: fossil</c>. The application receives entries whole all the same.</summary>
    public bool Delta { get; set; }

    /// <summary>What the entries are: what was published, or who is in another channel.</summary>
    public MapKind Kind { get; set; }

    /// <summary>Which entries are wanted, by their tags; null for all. An entry that leaves the filter is removed. The namespace must allow it (<c>allowTagFilter</c>).</summary>
    public TagFilter? Filter { get; set; }

    /// <summary>The order of <see cref="MapSubscription.Entries"/>. That of scores is for namespaces that say <c>mapOrdered</c>.</summary>
    public MapOrder Order { get; set; }

    /// <summary>How many entries, or changes, the hub sends at once, up to the namespace's <c>mapMaxPageSize</c>; 0 for its <c>mapPageSize</c>.</summary>
    public int PageSize { get; set; }
}

/// <summary>What the entries of a map channel are.</summary>
public enum MapKind
{
    /// <summary>What was published under their keys.</summary>
    Entries,

    /// <summary>The connections that are in another channel, by their ids.</summary>
    Clients,

    /// <summary>The users that are in another channel, by their ids.</summary>
    Users,
}

/// <summary>An order of entries.</summary>
public enum MapOrder
{
    /// <summary>By key, compared by its UTF-8 bytes.</summary>
    Key,

    /// <summary>The highest score first, and keys of one score backwards.</summary>
    HighestScoreFirst,

    /// <summary>The lowest score first, and then by key.</summary>
    LowestScoreFirst,
}
