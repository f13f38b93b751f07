namespace Switchboard.Channels.Filters;

/// <summary>Looks at one tag.</summary>
internal sealed class TagComparison(string key, Func<string, bool> holds, bool whenAbsent = false) : TagPredicate
{
    public override bool Matches(IReadOnlyDictionary<string, string>? tags)
        => tags is not null && tags.TryGetValue(key, out var value) ? holds(value) : whenAbsent;
}
