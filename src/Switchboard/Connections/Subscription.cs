using System.Diagnostics;
using Switchboard.Hooks;
using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <summary>A connection's interest in a channel.</summary>
/// <remarks>
/// It begins on hold: publications that arrive while the client is being told where it starts are kept back and sent behind that
/// answer, when it goes live. Everything that fan-out touches is guarded by the lock of its channel, which it does not know.
/// </remarks>
[DebuggerDisplay("{Name} of {Connection.Id}")]
internal sealed class Subscription(Connection connection, string name)
{
    private HeldPublications? _held = new();
    private Position _start = new(0, "");
    private HookNotice _told;
    private int _isBeingRenewed;
    private PinState _pin;

    public Connection Connection { get; } = connection;

    /// <summary>The channel's name.</summary>
    public string Name { get; } = name;

    /// <summary>The place among the channel's subscriptions. Guarded by the channel's lock.</summary>
    public int Index { get; set; } = -1;

    /// <summary>Whether the connection still has it.</summary>
    public bool IsRegistered => ReferenceEquals(Connection.Find(Name), this);

    /// <summary>Whether the server began it.</summary>
    public bool IsServerSide { get; init; }

    /// <summary>
    /// Whether the client named the channel itself. What its wire cannot carry closes the connection then, and is left out where the
    /// server chose the channel: nobody can be locked out by what others publish.
    /// </summary>
    public bool IsRequested { get; init; }

    /// <summary>Whether it is told when it falls behind the stream.</summary>
    public bool IsPositioned { get; init; }

    /// <summary>Whether it has missed something and takes no more publications. Guarded by the channel's lock.</summary>
    public bool IsLagging { get; set; }

    /// <summary>Whether it receives others' coming and going.</summary>
    public bool ReceivesJoinLeave { get; init; }

    /// <summary>Whether its own coming and going is told.</summary>
    public bool EmitsJoinLeave { get; init; }

    /// <summary>Whether it is listed in presence.</summary>
    public bool IsPresent { get; init; }

    /// <summary>Selects publications by their tags; null for all.</summary>
    public TagPredicate? Filter { get; init; }

    /// <summary>How its publications are encoded, where not as everything else that the connection receives; null where they are.</summary>
    public WireFormat? Format { get; init; }

    /// <summary>What its client has, where that takes deltas; null where it does not. Its formats take the place of <see cref="Format"/>.</summary>
    public DeltaReceiver? Deltas { get; init; }

    /// <summary>Sees the messages that are sent; null where nobody has to. Given before the subscription goes live.</summary>
    public MessageRecorder? Recorder { get; set; }

    /// <summary>How others see it.</summary>
    public required ClientInfo Info { get; set; }

    /// <summary>Whether the connection's token names it: a new token that does not ends it.</summary>
    public bool IsOfToken { get; init; }

    /// <summary>Whether a grant alone allows it: it ends with that.</summary>
    public bool IsByGrant { get; init; }

    /// <summary>The monotonic time at which it expires; 0 for never.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>What hooks were told of it. Guarded by the lock of the connection's queue of events.</summary>
    public ref HookNotice Told => ref _told;

    /// <summary>Whether its client is to bring a new token before it expires; else hooks are asked.</summary>
    public bool IsRenewedByClient { get; set; }

    /// <summary>Whether the client may recover what it misses.</summary>
    public bool IsRecoverable { get; init; }

    /// <summary>Whether others were told that it came. Guarded by the channel's lock.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Takes over how others see the connection. Under the lock of the connection.</summary>
    public void Show(ClientInfo connection)
    {
        if (!Info.ConnectionInfo.Equals(connection.ConnectionInfo))
        {
            Info = Info.ChannelInfo.IsEmpty ? connection : connection with { ChannelInfo = Info.ChannelInfo };
        }
    }

    /// <summary>Notes that its stream is pinned. False where it has ended already.</summary>
    public bool TryPin() => Interlocked.CompareExchange(ref _pin, PinState.Pinned, PinState.None) == PinState.None;

    /// <summary>Notes that it has ended. False where its stream is not pinned.</summary>
    public bool TryUnpin() => Interlocked.Exchange(ref _pin, PinState.Ended) == PinState.Pinned;

    /// <summary>Notes that hooks are being asked whether it goes on. False where they are already.</summary>
    public bool TryBeginRenewal() => Interlocked.Exchange(ref _isBeingRenewed, 1) == 0;

    /// <summary>Notes that the hooks have answered.</summary>
    public void EndRenewal() => Volatile.Write(ref _isBeingRenewed, 0);

    /// <summary>Hands over a publication, or keeps it back. Under the channel's lock.</summary>
    public void EnqueueLocked(PublicationArrived push)
    {
        _held?.Pass(push.Publication);
        if (IsLagging || IsKnown(push.Publication))
        {
            return;
        }

        if (Filter is not null && !Filter.Matches(push.Publication.Tags))
        {
            // An entry that it has selected before does not belong to it any more.
            if (push.Publication.Previous is not { } before || !Filter.Matches(before.Tags))
            {
                return;
            }

            push = push.Removal;
        }

        if (_held is null)
        {
            Send(push);
            return;
        }

        _held.Add(push);
        if (_held.Bytes > Connection.Limits.OutboundQueueBytes)
        {
            Connection.Close(CloseCodes.Slow);
        }
    }

    /// <summary>Hands over others' coming and going. Under the channel's lock.</summary>
    public void EnqueueJoinLeaveLocked(Push push)
    {
        if (_held is null && ReceivesJoinLeave)
        {
            Connection.Send(push);
        }
    }

    /// <summary>Sends what was kept back behind a position, and everything from now on. Under the channel's lock.</summary>
    /// <returns>False where something is missing between the position and what has arrived since: it takes nothing then.</returns>
    public bool GoLiveLocked(Position start)
    {
        var held = _held;
        _held = null;
        _start = start;
        if (held is null)
        {
            return true;
        }

        // The stream was read while publications passed. What passed first must follow what was read, or something in between came
        // another way and is lost to this subscription: better it starts again than that its position passes over a hole.
        if (IsPositioned && held.HasGap(start))
        {
            IsLagging = true;
            return false;
        }

        foreach (var push in held.Pushes)
        {
            if (!IsKnown(push.Publication))
            {
                Send(push);
            }
        }

        return true;
    }

    /// <summary>Tells the client why the subscription ended, behind the answer that it began. Under the channel's lock.</summary>
    public void NotifyEndedLocked(UnsubscribeCode code)
    {
        if (_held is null)
        {
            Connection.Send(new SubscriptionEnded(Name, code));
        }
        else
        {
            _held.EndedWith = code;
        }
    }

    /// <summary>Makes up for <see cref="NotifyEndedLocked"/> once the client has its answer. Under the channel's lock.</summary>
    public void NotifyLateEndLocked()
    {
        var code = _held?.EndedWith;
        _held = null;
        if (code is not null)
        {
            Connection.Send(new SubscriptionEnded(Name, code));
        }
    }

    private void Send(PublicationArrived push)
    {
        if (Recorder is null || Recorder.TryPass(push.Publication))
        {
            Connection.Send(push, Deltas is null ? Format : Deltas.FormatOf(push), IsRequested);
        }
    }

    // Between nodes, a publication may arrive after the client was told of a position behind it.
    private bool IsKnown(Publication publication)
        => publication.HasPosition && publication.Offset <= _start.Offset && publication.Epoch == _start.Epoch;

    private enum PinState
    {
        None,
        Pinned,
        Ended,
    }
}
