namespace Switchboard.Channels.Filters;

/// <summary>Holds where some part does.</summary>
internal sealed class AnyOf(TagPredicate[] parts) : TagPredicate
{
    public override bool Matches(IReadOnlyDictionary<string, string>? tags) => Array.Exists(parts, part => part.Matches(tags));
}
