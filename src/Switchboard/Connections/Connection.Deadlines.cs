namespace Switchboard.Connections;

/// <content>The times at which something is due, in the node's monotonic milliseconds; 0 is never. Kept by the sweeper.</content>
internal sealed partial class Connection
{
    private long _pongDueAt;
    private (long DueAt, long Turn) _overdue;
    private int _isBeingRenewed;
    private int _commandsUnderWay;
    private volatile bool _hasExpiringSubscriptions;
    private long _mapsDueAt;

    /// <summary>When the connection must be authenticated.</summary>
    public long AuthenticationDueAt { get; set; }

    /// <summary>When the next ping goes out.</summary>
    public long PingDueAt { get; set; }

    /// <summary>When the last ping must be answered.</summary>
    public long PongDueAt
    {
        get => Volatile.Read(ref _pongDueAt);
        set => Volatile.Write(ref _pongDueAt, value);
    }

    /// <summary>Whether the client answers pings.</summary>
    public bool AnswersPings { get; init; } = true;

    /// <summary>When the connection expires.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>Whether the client came with a token, and is to bring a new one before it expires; else hooks are asked.</summary>
    public bool IsRenewedByClient { get; set; }

    /// <summary>Whether any subscription may expire: lets the sweeper skip the check.</summary>
    public bool HasExpiringSubscriptions => _hasExpiringSubscriptions;

    /// <summary>When a closing connection is cut.</summary>
    public long AbortAt { get; set; }

    /// <summary>When its presence entries are renewed.</summary>
    public long PresenceDueAt { get; set; }

    /// <summary>Has its entries in the maps of who is in channels renewed by a time.</summary>
    public void RenewMapsBefore(long time)
    {
        lock (_lock)
        {
            _mapsDueAt = _mapsDueAt == 0 ? time : Math.Min(_mapsDueAt, time);
        }
    }

    /// <summary>Whether it is time to renew its entries in those maps: whoever does so notes the next time.</summary>
    public bool TryTakeMapsDue(long now)
    {
        if (Volatile.Read(ref _mapsDueAt) is var due && (due == 0 || now < due))
        {
            return false;
        }

        lock (_lock)
        {
            _mapsDueAt = 0;
        }

        return true;
    }

    /// <summary>Notes that a subscription expires at a time; 0 for never.</summary>
    public void NoteExpiry(long expiresAt)
    {
        if (expiresAt != 0)
        {
            _hasExpiringSubscriptions = true;
        }
    }

    /// <summary>Applies the limit of commands per second. Only for the connection's reader.</summary>
    /// <param name="now">The node's monotonic time in milliseconds.</param>
    /// <param name="perSecond">How many are allowed; 0 for any number.</param>
    public CommandVerdict TakeCommand(long now, int perSecond) => _budget.Take(now, perSecond);

    /// <summary>Notes the client's answer to a ping. False where none was asked for.</summary>
    public bool TryTakePong() => Interlocked.Exchange(ref _pongDueAt, 0) != 0;

    /// <summary>
    /// Whether a pong that is overdue may have come in time and wait to be read: the loop that reads the connection is busy with others.
    /// It is looked at again then, until the loop has had a whole turn since.
    /// </summary>
    /// <param name="dueAt">When the pong was due.</param>
    public bool MayHaveUnreadPong(long dueAt)
    {
        var turn = AttachedTransport?.ReadTurn ?? 0;
        if ((turn & 1) == 0)
        {
            return false;
        }

        if (_overdue.DueAt != dueAt)
        {
            _overdue = (dueAt, turn);
        }

        // The turn that was under way, and the one behind it, which saw whatever had come by then.
        return turn < _overdue.Turn + 3;
    }

    /// <summary>Whether the client waits for a command, behind which it is not read: what it has to answer may be there already.</summary>
    public bool IsHeldByCommand => Volatile.Read(ref _commandsUnderWay) > 0;

    /// <summary>Notes that the client is not read until a command is done.</summary>
    public void BeginHold() => Interlocked.Increment(ref _commandsUnderWay);

    /// <summary>Notes that a command is done.</summary>
    public void EndHold() => Interlocked.Decrement(ref _commandsUnderWay);

    /// <summary>Gives the client more time for the pong that is due, unless it has come.</summary>
    public void ExtendPong(long until)
    {
        var dueAt = PongDueAt;
        if (dueAt != 0 && dueAt < until)
        {
            Interlocked.CompareExchange(ref _pongDueAt, until, dueAt);
        }
    }

    /// <summary>Notes that hooks are being asked whether it goes on. False where they are already.</summary>
    public bool TryBeginRenewal() => Interlocked.Exchange(ref _isBeingRenewed, 1) == 0;

    /// <summary>Notes that the hooks have answered.</summary>
    public void EndRenewal() => Volatile.Write(ref _isBeingRenewed, 0);
}
