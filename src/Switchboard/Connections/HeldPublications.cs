using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <summary>What arrives for a subscription while its client is being told where it starts. Guarded by the channel's lock.</summary>
internal sealed class HeldPublications
{
    private readonly List<PublicationArrived> _pushes = [];

    /// <summary>The payload bytes kept back.</summary>
    public int Bytes { get; private set; }

    /// <summary>The first position that passed since the subscription joined, wanted or not; null before any.</summary>
    public Position? First { get; private set; }

    /// <summary>Why the subscription ended before its client knew that it began; null while it has not.</summary>
    public UnsubscribeCode? EndedWith { get; set; }

    public IReadOnlyList<PublicationArrived> Pushes => _pushes;

    /// <summary>Notes that a publication passed.</summary>
    public void Pass(Publication publication)
    {
        if (publication.HasPosition)
        {
            First ??= new Position(publication.Offset, publication.Epoch);
        }
    }

    public void Add(PublicationArrived push)
    {
        Bytes += push.Publication.Data.Length;
        _pushes.Add(push);
    }

    /// <summary>Whether publications between a start and the first that passed went another way, or got lost.</summary>
    public bool HasGap(Position start)
        => start.Epoch.Length > 0 && First is { } first && (first.Epoch != start.Epoch || first.Offset > start.Offset + 1);
}
