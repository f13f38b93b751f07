namespace Switchboard.Channels.Filters;

/// <summary>A condition over the tags of publications, checked and ready to run.</summary>
internal abstract class TagPredicate
{
    /// <summary>Whether a publication with these tags is wanted.</summary>
    public abstract bool Matches(IReadOnlyDictionary<string, string>? tags);
}
