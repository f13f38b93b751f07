namespace Switchboard.Channels.Filters;

/// <summary>Holds where every part does.</summary>
internal sealed class AllOf(TagPredicate[] parts) : TagPredicate
{
    public override bool Matches(IReadOnlyDictionary<string, string>? tags) => Array.TrueForAll(parts, part => part.Matches(tags));
}
