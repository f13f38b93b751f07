namespace Switchboard.Extensibility;

/// <summary>What a publication of a mutable namespace is to its stream: a new one, or a change of one that is kept.</summary>
public sealed record Mutation
{
    /// <summary>The id of the publication that is new, or that is changed.</summary>
    public required string Id { get; init; }

    /// <summary>What is done.</summary>
    public required MutationKind Kind { get; init; }

    /// <summary>Whether a new one is open: more will be appended.</summary>
    public bool Opens { get; init; }

    /// <summary>Whether what ends it is a failure of its writer.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Why it is broken, in a word; empty where it is not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether it ends the publication only if nothing was changed for <see cref="MutationLimits.AppendTimeout"/>.</summary>
    public bool IsTimeout { get; init; }

    /// <summary>Who changes it, if that must be who wrote it: the same user, or the same connection where there is none. Null for whoever may change any.</summary>
    public ClientInfo? Owner { get; init; }

    /// <summary>Whether it must be one that a service wrote.</summary>
    public bool IsOfServices { get; init; }

    /// <summary>What the channel may keep.</summary>
    public required MutationLimits Limits { get; init; }

    /// <summary>Whether the data of the publication counts: not that of a deletion, nor that of an end that says no more.</summary>
    public bool HasData { get; init; } = true;

    /// <summary>Whether it makes an open publication of one that was not, or that was not there.</summary>
    /// <param name="before">What it was; null where it was not there.</param>
    public bool IsOpening(WholeState? before) => Kind == MutationKind.Publish ? Opens : Kind == MutationKind.Append && before != WholeState.Open;

    /// <summary>What becomes of the publication.</summary>
    /// <param name="before">What it was; null where it was not there.</param>
    public WholeState StateAfter(WholeState? before) => Kind switch
    {
        MutationKind.Publish => Opens ? WholeState.Open : WholeState.Complete,
        MutationKind.Append => WholeState.Open,
        MutationKind.Delete => WholeState.Deleted,
        MutationKind.End => IsBroken ? WholeState.Broken : WholeState.Ended,
        _ => before ?? WholeState.Complete,
    };

    /// <summary>Decides whether the publication, as it is, lets the change take effect: every store asks here.</summary>
    /// <param name="whole">The publication; null where none of the id is kept.</param>
    /// <param name="piece">The data of the change.</param>
    /// <returns>What is in its way; null where nothing is.</returns>
    public MutationRefusal? FindRefusal(WholeSummary? whole, WholePiece piece)
    {
        var size = piece.Data.Length;
        if (Kind == MutationKind.Publish)
        {
            return whole is not null ? MutationRefusal.Exists : size > Limits.WholeBytes ? MutationRefusal.TooLarge : null;
        }

        if (whole is not { } known)
        {
            return MutationRefusal.Missing;
        }

        if ((Owner is { } owner && !known.IsOf(owner)) || (IsOfServices && known.Publisher is not null))
        {
            return MutationRefusal.Foreign;
        }

        if (known.State == WholeState.Deleted)
        {
            return MutationRefusal.Deleted;
        }

        return Kind switch
        {
            MutationKind.Delete => null,
            MutationKind.Replace => size > Limits.WholeBytes ? MutationRefusal.TooLarge : null,
            _ when known.State is WholeState.Ended or WholeState.Broken || (IsTimeout && !known.IsOverdue) => MutationRefusal.Ended,
            MutationKind.End when !HasData => null,
            _ when piece.Kind == WholeDataKind.Other || piece.Kind != known.Kind => MutationRefusal.Unfit,
            _ => known.Size + size > Limits.WholeBytes ? MutationRefusal.TooLarge : null,
        };
    }
}

/// <summary>What is done with a publication of a mutable namespace.</summary>
public enum MutationKind
{
    /// <summary>It is new.</summary>
    Publish,

    /// <summary>Data is joined to its own.</summary>
    Append,

    /// <summary>Its data is another from here on.</summary>
    Replace,

    /// <summary>It is gone.</summary>
    Delete,

    /// <summary>Nothing more is appended.</summary>
    End,
}

/// <summary>What a channel of a mutable namespace may keep.</summary>
/// <param name="Publications">How many publications are kept whole, those that are open not among them; the oldest give way.</param>
/// <param name="Open">How many may be open at a time.</param>
/// <param name="WholeBytes">How many bytes the data of one may have, without the quotes or brackets around it.</param>
/// <param name="AppendTimeout">How long one stays open without a change.</param>
public sealed record MutationLimits(int Publications, int Open, long WholeBytes, TimeSpan AppendTimeout);

/// <summary>Why a change has no effect.</summary>
public enum MutationRefusal
{
    /// <summary>None of the id is kept.</summary>
    Missing,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>It has ended.</summary>
    Ended,

    /// <summary>Somebody else wrote it.</summary>
    Foreign,

    /// <summary>The id of a new one is taken.</summary>
    Exists,

    /// <summary>What is appended does not join what is there.</summary>
    Unfit,

    /// <summary>It would have more bytes than it may.</summary>
    TooLarge,

    /// <summary>As many are open as may be.</summary>
    TooManyOpen,
}
