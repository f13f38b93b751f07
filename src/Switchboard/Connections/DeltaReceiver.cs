using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <summary>What the client of a subscription has, so that it is sent only deltas that it can make something of. Guarded by the channel's lock.</summary>
/// <param name="formats">How its publications are encoded.</param>
/// <param name="behind">Of a map channel: the offset up to which the client is not known to have what entries were.</param>
internal sealed class DeltaReceiver(DeltaFormats formats, ulong behind)
{
    /// <summary>The newest publication that the client has; null where it has none, or the channel is a map.</summary>
    public Publication? Last { get; private set; }

    /// <summary>Notes what the client is given with the answer that the subscription begins. Before it goes live.</summary>
    public void Begin(IReadOnlyList<Publication> missed) => Last = missed is [.., { Key: null } last] ? last : null;

    /// <summary>How the next publication is sent.</summary>
    public WireFormat FormatOf(PublicationArrived push)
    {
        var takesDelta = push.Basis is { } basis && Has(basis.Before) && basis.DeltaBy(formats.Codec) is not null;
        if (push.Publication.Key is null)
        {
            Last = push.Publication;
        }

        return takesDelta ? formats.Delta : formats.Whole;
    }

    // Whoever follows a map has every entry: from its state, or from the change that made it.
    private bool Has(Publication before) => before.Key is null ? IsLast(before) : before.Offset > behind;

    // What came from the store is another object than what passed.
    private bool IsLast(Publication before)
        => ReferenceEquals(before, Last)
            || (before.HasPosition && Last is { } last && before.Offset == last.Offset && before.Epoch == last.Epoch && before.Data.Span.SequenceEqual(last.Data.Span));
}
