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
}
