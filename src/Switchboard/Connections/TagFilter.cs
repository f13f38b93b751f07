using System.Text;
using Switchboard.Configuration;

namespace Switchboard.Connections;

/// <summary>A condition over the tags of publications, checked and ready to run.</summary>
internal abstract class TagPredicate
{
    /// <summary>What it takes to keep and to run it; nothing where it is no client's.</summary>
    public virtual TagFilterSize Size => default;

    /// <summary>Whether a publication with these tags is wanted.</summary>
    public abstract bool Matches(IReadOnlyDictionary<string, string>? tags);
}

/// <summary>Looks at one tag.</summary>
internal sealed class TagComparison(string key, int operandBytes, Func<string, bool> holds, bool whenAbsent = false) : TagPredicate
{
    public override TagFilterSize Size { get; } = new(1, Encoding.UTF8.GetByteCount(key) + operandBytes, 1);

    public override bool Matches(IReadOnlyDictionary<string, string>? tags)
        => tags is not null && tags.TryGetValue(key, out var value) ? holds(value) : whenAbsent;
}

/// <summary>Holds where every part does.</summary>
internal sealed class AllOf(TagPredicate[] parts) : TagPredicate
{
    public override TagFilterSize Size { get; } = TagFilterSize.Around(parts);

    public override bool Matches(IReadOnlyDictionary<string, string>? tags) => Array.TrueForAll(parts, part => part.Matches(tags));
}

/// <summary>Holds where some part does.</summary>
internal sealed class AnyOf(TagPredicate[] parts) : TagPredicate
{
    public override TagFilterSize Size { get; } = TagFilterSize.Around(parts);

    public override bool Matches(IReadOnlyDictionary<string, string>? tags) => Array.Exists(parts, part => part.Matches(tags));
}

/// <summary>Holds where its part does not.</summary>
internal sealed class Not(TagPredicate part) : TagPredicate
{
    public override TagFilterSize Size { get; } = TagFilterSize.Around(part);

    public override bool Matches(IReadOnlyDictionary<string, string>? tags) => !part.Matches(tags);
}

/// <summary>What a filter takes: each publication of its channel may have to run all of its nodes, and each subscription keeps its texts.</summary>
/// <param name="Nodes">Comparisons and combinations.</param>
/// <param name="Bytes">The texts that it compares with, in bytes.</param>
/// <param name="Depth">The levels of combinations, and one for the comparisons.</param>
internal readonly record struct TagFilterSize(int Nodes, int Bytes, int Depth)
{
    /// <summary>The size of a combination.</summary>
    public static TagFilterSize Around(params ReadOnlySpan<TagPredicate> parts)
    {
        var (nodes, bytes, depth) = (1, 0, 0);
        foreach (var part in parts)
        {
            nodes += part.Size.Nodes;
            bytes += part.Size.Bytes;
            depth = Math.Max(depth, part.Size.Depth);
        }

        return new TagFilterSize(nodes, bytes, depth + 1);
    }

    /// <summary>Whether a subscription may have it.</summary>
    public bool Fits(LimitSettings limits) => Nodes <= limits.TagFilterNodes && Bytes <= limits.TagFilterBytes && Depth <= limits.TagFilterDepth;
}
