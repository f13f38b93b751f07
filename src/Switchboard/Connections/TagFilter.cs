namespace Switchboard.Connections;

/// <summary>A condition over the tags of publications, checked and ready to run.</summary>
internal abstract class TagPredicate
{
    /// <summary>Whether a publication with these tags is wanted.</summary>
    public abstract bool Matches(IReadOnlyDictionary<string, string>? tags);
}

/// <summary>Looks at one tag.</summary>
internal sealed class TagComparison(string key, Func<string, bool> holds, bool whenAbsent = false) : TagPredicate
{
    public override bool Matches(IReadOnlyDictionary<string, string>? tags)
        => tags is not null && tags.TryGetValue(key, out var value) ? holds(value) : whenAbsent;
}

/// <summary>Holds where every part does.</summary>
internal sealed class AllOf(TagPredicate[] parts) : TagPredicate
{
    public override bool Matches(IReadOnlyDictionary<string, string>? tags) => Array.TrueForAll(parts, part => part.Matches(tags));
}

/// <summary>Holds where some part does.</summary>
internal sealed class AnyOf(TagPredicate[] parts) : TagPredicate
{
    public override bool Matches(IReadOnlyDictionary<string, string>? tags) => Array.Exists(parts, part => part.Matches(tags));
}

/// <summary>Holds where its part does not.</summary>
internal sealed class Not(TagPredicate part) : TagPredicate
{
    public override bool Matches(IReadOnlyDictionary<string, string>? tags) => !part.Matches(tags);
}
