namespace Switchboard.Wire.Centrifuge;

/// <summary>A node of a filter over tags, as on the wire and not yet checked (message FilterNode of the Centrifuge protocol).</summary>
public sealed record TagFilter
{
    /// <summary>Empty for a comparison; <c>and</c>, <c>or</c> or <c>not</c> for a combination of <see cref="Nodes"/>.</summary>
    public string Op { get; init; } = "";

    /// <summary>The tag that is compared.</summary>
    public string Key { get; init; } = "";

    /// <summary>How it is compared: eq, neq, in, nin, ex, nex, sw, ew, ct, lt, lte, gt, gte.</summary>
    public string Compare { get; init; } = "";

    /// <summary>What it is compared with.</summary>
    public string Value { get; init; } = "";

    /// <summary>What it is compared with, for in and nin.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The nodes that are combined.</summary>
    public IReadOnlyList<TagFilter> Nodes { get; init; } = [];
}

/// <summary>Bounds the filters of one command, so that neither reading nor evaluating them can be made expensive.</summary>
internal struct TagFilterLimit
{
    private const int MaxNodes = 100;

    private int _nodes;

    /// <summary>Counts a node.</summary>
    /// <exception cref="FormatException">The filter has too many.</exception>
    public void CountNode()
    {
        if (++_nodes > MaxNodes)
        {
            throw new FormatException("The tag filter has too many nodes.");
        }
    }
}
