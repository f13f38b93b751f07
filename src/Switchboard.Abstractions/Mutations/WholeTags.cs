namespace Switchboard.Extensibility;

/// <summary>Makes the values of <see cref="MutationTags"/>.</summary>
public static class WholeTags
{
    /// <summary>How a kind of change is named; null for a new publication.</summary>
    public static string? NameOf(MutationKind kind) => kind switch
    {
        MutationKind.Append => "append",
        MutationKind.Replace => "replace",
        MutationKind.Delete => "delete",
        MutationKind.End => "end",
        _ => null,
    };

    /// <summary>How a state is named.</summary>
    public static string NameOf(WholeState state) => state switch
    {
        WholeState.Open => "open",
        WholeState.Ended => "ended",
        WholeState.Broken => "broken",
        WholeState.Deleted => "deleted",
        _ => "complete",
    };

    /// <summary>The tags of a whole.</summary>
    /// <param name="tags">The tags that its publication had; null for none.</param>
    /// <param name="id">Its id.</param>
    /// <param name="state">What has become of it.</param>
    public static IReadOnlyDictionary<string, string> OfWhole(IReadOnlyDictionary<string, string>? tags, string id, WholeState state)
    {
        var all = tags is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(tags, StringComparer.Ordinal);
        (all[MutationTags.Id], all[MutationTags.State]) = (id, NameOf(state));
        return all;
    }
}
