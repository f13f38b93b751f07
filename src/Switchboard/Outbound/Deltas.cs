namespace Switchboard.Outbound;

/// <summary>How the publications of a subscription are encoded whose client takes deltas. All of it is shared, as formats are.</summary>
/// <param name="Whole">For publications that are sent whole: a client that takes deltas may need them in another form.</param>
/// <param name="Delta">For publications that are sent as <see cref="DeltaBasis.DeltaBy"/>.</param>
/// <param name="Codec">Makes the deltas.</param>
internal sealed record DeltaFormats(WireFormat Whole, WireFormat Delta, IDeltaCodec Codec);

/// <summary>Makes deltas.</summary>
internal interface IDeltaCodec
{
    /// <summary>How a receiver of one payload is told another; null where that is better sent whole.</summary>
    /// <param name="source">What it has.</param>
    /// <param name="target">What it is to have.</param>
    /// <param name="isText">Whether both are text, and the delta has to be.</param>
    byte[]? Create(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, bool isText);
}

/// <summary>What the delta of a publication is made of: once, for all who receive it. Under the lock of the channel.</summary>
/// <param name="before">What its receivers have.</param>
/// <param name="publication">What they are to have.</param>
internal sealed class DeltaBasis(Publication before, Publication publication)
{
    private byte[]? _delta;
    private bool _isMade;

    /// <summary>What a receiver must have, to make something of the delta.</summary>
    public Publication Before { get; } = before;

    /// <summary>Whether one publication's payload may be told by what has changed since another's.</summary>
    public static bool Fits(Publication before, Publication publication)
        => !before.IsRemoval && !publication.IsRemoval && before.IsJson == publication.IsJson;

    /// <summary>The delta; null where the publication is better sent whole.</summary>
    public byte[]? DeltaBy(IDeltaCodec codec)
    {
        if (!_isMade)
        {
            _delta = codec.Create(Before.Data.Span, publication.Data.Span, publication.IsJson);
            _isMade = true;
        }

        return _delta;
    }
}
