namespace Switchboard.Channels.Filters;

/// <summary>Holds where its part does not.</summary>
internal sealed class Not(TagPredicate part) : TagPredicate
{
    public override bool Matches(IReadOnlyDictionary<string, string>? tags) => !part.Matches(tags);
}
