using System.Diagnostics;
using Switchboard.Channels.Filters;
using Switchboard.Channels;
using Switchboard.Fanout;

namespace Switchboard.Connections;

/// <summary>A connection's interest in a channel.</summary>
/// <remarks>
/// It begins on hold: publications that arrive while the client is being told where it starts are kept back and sent behind that
/// answer by <see cref="Channel.GoLive"/>. Everything that fan-out touches is guarded by the channel's lock.
/// </remarks>
[DebuggerDisplay("{Name} of {Connection.Id}")]
internal sealed class Subscription(Connection connection, string name)
{
    private List<PublicationArrived>? _held;
    private int _heldBytes;
    private bool _isLive;

    public Connection Connection { get; } = connection;

    /// <summary>The channel's name.</summary>
    public string Name { get; } = name;

    /// <summary>The channel; set when the subscription joins it.</summary>
    public Channel? Channel { get; set; }

    /// <summary>The place among the channel's subscriptions. Guarded by the channel's lock.</summary>
    public int Index { get; set; } = -1;

    /// <summary>Whether the server began it.</summary>
    public bool IsServerSide { get; init; }

    /// <summary>Whether it is told when it falls behind the stream.</summary>
    public bool IsPositioned { get; init; }

    /// <summary>Whether it has missed something and takes no more publications. Guarded by the channel's lock.</summary>
    public bool IsBehind { get; set; }

    /// <summary>Whether it receives others' coming and going.</summary>
    public bool ReceivesJoinLeave { get; init; }

    /// <summary>Whether its own coming and going is told.</summary>
    public bool EmitsJoinLeave { get; init; }

    /// <summary>Whether it is listed in presence.</summary>
    public bool IsPresent { get; init; }

    /// <summary>Selects publications by their tags; null for all.</summary>
    public TagPredicate? Filter { get; init; }

    /// <summary>How others see it.</summary>
    public required ClientInfo Info { get; init; }

    /// <summary>The monotonic time at which it expires; 0 for never.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>Whether the client may recover what it misses.</summary>
    public bool IsRecoverable { get; init; }

    /// <summary>Hands over a publication, or keeps it back. Under the channel's lock.</summary>
    public void OfferLocked(PublicationArrived push)
    {
        if (IsBehind || (Filter is not null && !Filter.Matches(push.Publication.Tags)))
        {
            return;
        }

        if (_isLive)
        {
            Connection.Send(push);
            return;
        }

        _heldBytes += push.Publication.Data.Length;
        if (_heldBytes > Connection.Limits.OutboundQueueBytes)
        {
            Connection.Close(CloseCodes.Slow);
            return;
        }

        (_held ??= []).Add(push);
    }

    /// <summary>Hands over others' coming and going. Under the channel's lock.</summary>
    public void OfferJoinLeaveLocked(Push push)
    {
        if (_isLive && ReceivesJoinLeave)
        {
            Connection.Send(push);
        }
    }

    /// <summary>Sends what was kept back behind a position, and everything from now on. Under the channel's lock.</summary>
    public void GoLiveLocked(Position start)
    {
        _isLive = true;
        if (_held is null)
        {
            return;
        }

        foreach (var push in _held)
        {
            var publication = push.Publication;
            if (!publication.HasPosition || publication.Offset > start.Offset || publication.Epoch != start.Epoch)
            {
                Connection.Send(push);
            }
        }

        _held = null;
    }
}
