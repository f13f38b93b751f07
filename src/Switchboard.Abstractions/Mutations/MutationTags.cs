using Switchboard.Extensibility;

namespace Switchboard;

/// <summary>The tags by which publications of a mutable namespace and changes of them are told apart. Nobody else may set them there.</summary>
public static class MutationTags
{
    /// <summary>The id of a publication: of a new one, and of a whole.</summary>
    public const string Id = "id";

    /// <summary>What a change does: <c>append</c>, <c>replace</c>, <c>delete</c> or <c>end</c>.</summary>
    public const string Change = "change";

    /// <summary>The id of the publication that is changed.</summary>
    public const string Of = "of";

    /// <summary>What has become of a publication: <c>open</c> on a new one of which more follows; <c>complete</c>, <c>open</c>, <c>ended</c> or <c>broken</c> on a whole; <c>ended</c> or <c>broken</c> on its end.</summary>
    public const string State = "state";

    /// <summary>Why it is broken: <c>timeout</c>, where nothing was changed for too long, or <c>aborted</c>.</summary>
    public const string Reason = "reason";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Id, Change, Of, State, Reason];

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
        (all[Id], all[State]) = (id, NameOf(state));
        return all;
    }
}
