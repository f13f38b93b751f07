using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.EngineIo;

/// <content>Pings: the server's in revision 4, the client's in revision 3. Times are the node's monotonic milliseconds.</content>
internal sealed partial class EngineIoSession
{
    private long _pingDueAt;
    private long _answerDueAt;

    private long Now => server.Services.Clock.Milliseconds;

    private long Interval => (long)server.Options.PingInterval.TotalMilliseconds;

    private long Timeout => (long)server.Options.PingTimeout.TotalMilliseconds;

    /// <summary>Does what is due.</summary>
    public void Check(long now)
    {
        if (!connection.IsOpen || EndIfStuck(now) || EndIfOverdue(now))
        {
            return;
        }

        _upgrade?.Check(now);
        Conversation.Check(now);
        if (version == EngineIoVersion.V4 && now >= Volatile.Read(ref _pingDueAt))
        {
            // A ping that goes out a little late does not give the client more time; one that is very late gives it half.
            Volatile.Write(ref _answerDueAt, Math.Max(_pingDueAt + Timeout, now + (Timeout / 2)));
            _pingDueAt = Math.Max(_pingDueAt, now - Interval) + Interval;
            if (!connection.Outbound.IsStarted)
            {
                // A client that has not spoken yet: there is nothing that the ping could overtake by the way behind the handshake.
                _carrier?.OnClosing();
            }

            connection.Send(EngineIoFrames.Ping);
        }
    }

    /// <summary>Ends a session of which too much waits, and nothing is handled any more.</summary>
    private bool EndIfStuck(long now)
    {
        var stuck = Backlog.StuckMilliseconds;
        if (stuck >= Timeout)
        {
            connection.Close(CloseCodes.TooManyRequests);
            return true;
        }

        if (stuck > 0 && Volatile.Read(ref _answerDueAt) is not 0 and var dueAt)
        {
            // The answer may be among what is not read.
            Interlocked.CompareExchange(ref _answerDueAt, Math.Max(dueAt, now + (Timeout / 2)), dueAt);
        }

        return false;
    }

    /// <summary>Ends a session whose client has been silent for too long, even where the sweep has not come to it yet.</summary>
    public bool EndIfOverdue() => EndIfOverdue(Now);

    private bool EndIfOverdue(long now)
    {
        if (Volatile.Read(ref _answerDueAt) is var dueAt
            && (dueAt == 0 || now < dueAt || Backlog.StuckMilliseconds > 0 || connection.MayHaveUnreadPong(dueAt)))
        {
            return false;
        }

        Fail(CloseCodes.NoPong);
        return true;
    }

    /// <summary>Begins to wait for pings or for the time to send them.</summary>
    public void BeginHeartbeat()
    {
        _pingDueAt = Now + Interval;
        _answerDueAt = version == EngineIoVersion.V4 ? 0 : _pingDueAt + Timeout;
    }

    private void OnPong() => Volatile.Write(ref _answerDueAt, 0);

    private void OnClientPing(ReadOnlySpan<byte> data)
    {
        Volatile.Write(ref _answerDueAt, Now + Interval + Timeout);
        connection.Send(EngineIoFrames.Text([(byte)'3', .. data]) with { IsReply = true });
    }
}
