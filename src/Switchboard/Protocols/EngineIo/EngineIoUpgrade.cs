using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Transports;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Protocols.EngineIo;

/// <summary>A WebSocket to which a polling session is about to change. Until it has, the session lives on without it.</summary>
internal sealed class EngineIoUpgrade(EngineIoSession session, long dueAt) : ITransportConnection, IProtocolSession, IDisposable
{
    // It is done or closed, once: the client completes the change, or the time is over, whichever comes first.
    private const int Opened = 0;
    private const int Probed = 1;
    private const int Done = 2;
    private const int Closed = 3;

    private static readonly TimeSpan _closeTime = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITransportConnection _session = session;
    private IConnectionTransport? _carrier;
    private IOutboundSink? _sink;
    private int _state;

    /// <summary>Whether the session cannot change: the WebSocket is closed at once.</summary>
    public bool IsRefused { get; init; }

    public int MaxMessageBytes => _session.MaxMessageBytes;

    public bool IsOpen => Volatile.Read(ref _state) switch
    {
        Done => _session.IsOpen,
        Closed => false,
        _ => true,
    };

    public Task Sent => IsDone ? _session.Sent : _sent.Task;

    private bool IsDone => Volatile.Read(ref _state) == Done;

    public void AttachTransport(IConnectionTransport carrier) => _carrier = carrier;

    public void Start(IOutboundSink sink)
    {
        _sink ??= sink;
        if (IsRefused)
        {
            Send(WebSocketClose.Encode(CloseCodes.BadRequest));
            TryBecome(Closed, from: Opened);
            _sent.TrySetResult();
            _ = CutSoonAsync();
        }
    }

    public void Send(in OutboundFrame frame)
    {
        if (IsDone)
        {
            _session.Send(frame);
        }
        else
        {
            // A few bytes on a connection where nothing has been sent: they are taken, or the client is gone.
            _sink?.TrySend(frame.Bytes);
        }
    }

    public ValueTask RepliesTakenAsync() => IsDone ? _session.RepliesTakenAsync() : ValueTask.CompletedTask;

    public void Close(CloseCode code, OutboundFrame? last)
    {
        if (IsDone)
        {
            _session.Close(code, last);
        }
        else
        {
            Abandon();
        }
    }

    public void OnTransportEnded()
    {
        if (IsDone)
        {
            _session.OnTransportEnded();
        }
        else
        {
            Abandon();
        }
    }

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        if (IsDone)
        {
            return session.ReceiveAsync(message);
        }

        if (message.Span.SequenceEqual("2probe"u8) && TryProbe())
        {
            Send(EngineIoFrames.Probed);
        }
        else if (message.Span.SequenceEqual("5"u8) && TryBecome(Done, from: Probed))
        {
            return session.CompleteUpgradeAsync(_carrier!, _sink!);
        }
        else
        {
            Abandon();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReceiveBinaryAsync(ReadOnlyMemory<byte> message)
    {
        if (IsDone)
        {
            return session.ReceiveBinaryAsync(message);
        }

        Abandon();
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives up where the client did not complete the change in time.</summary>
    public void Check(long now)
    {
        if (now >= dueAt)
        {
            Abandon();
        }
    }

    /// <summary>Gives up where the client has not been told yet that it may change. One that has polls no more: it is told of the end here.</summary>
    public void OnClosing()
    {
        if (TryBecome(Closed, from: Opened))
        {
            Leave();
        }
    }

    /// <summary>Gives up: the session has ended, or the client did not do its part. Does nothing once the change is complete.</summary>
    public void Abandon()
    {
        if (TryBecome(Closed, from: Opened) || TryBecome(Closed, from: Probed))
        {
            Leave();
        }
    }

    /// <summary>Ends the WebSocket with the session that it belongs to, whoever of both was first.</summary>
    public void End()
    {
        Abandon();
        _carrier?.Cut();
    }

    public void Dispose()
    {
        if (IsDone)
        {
            session.Dispose();
        }
        else
        {
            Abandon();
        }
    }

    // Cutting at once would take the close frame along.
    private async Task CutSoonAsync()
    {
        await Task.Delay(_closeTime, session.Server.Services.Time);
        _carrier?.Cut();
    }

    private bool TryProbe()
    {
        session.Polling?.BeginProbe();
        if (TryBecome(Probed, from: Opened))
        {
            return true;
        }

        session.Polling?.EndProbe();
        return false;
    }

    private void Leave()
    {
        session.AbandonUpgrade(this);
        _sent.TrySetResult();
        _carrier?.Cut();
    }

    private bool TryBecome(int state, int from) => Interlocked.CompareExchange(ref _state, state, from) == from;
}
