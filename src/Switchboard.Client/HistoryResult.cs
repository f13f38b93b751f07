using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client;

/// <summary>A part of a channel's history.</summary>
/// <param name="Publications">The publications, in the order that was asked for.</param>
/// <param name="Top">The position of the channel's newest publication.</param>
public sealed record HistoryResult(IReadOnlyList<Publication> Publications, Position Top)
{
    /// <summary>Gives each publication the epoch, which the wire has once.</summary>
    internal static HistoryResult From(HistoryReply reply)
    {
        var publications = new List<Publication>(reply.Publications.Count);
        foreach (var publication in reply.Publications)
        {
            publications.Add(publication with { Epoch = reply.Top.Epoch });
        }

        return new HistoryResult(publications, reply.Top);
    }
}
