using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Transports;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Protocols.EngineIo;

/// <summary>A WebSocket to which a polling session is about to change. Until it has, the session lives on without it.</summary>
internal sealed class EngineIoUpgrade(EngineIoSession session, long dueAt) : ICarriedConnection, IProtocolSession, IDisposable
{
    private static readonly TimeSpan _closeTime = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ICarriedConnection _session = session;
    private IConnectionTransport? _carrier;
    private IOutboundSink? _sink;
    private bool _isProbed;
    private volatile bool _isDone;
    private volatile bool _isClosed;

    /// <summary>Whether the session cannot change: the WebSocket is closed at once.</summary>
    public bool IsRefused { get; init; }

    public int MaxMessageBytes => _session.MaxMessageBytes;

    public bool IsOpen => _isDone ? _session.IsOpen : !_isClosed;

    public Task Sent => _isDone ? _session.Sent : _sent.Task;

    public void CarryBy(IConnectionTransport carrier) => _carrier = carrier;

    public void Start(IOutboundSink sink)
    {
        _sink ??= sink;
        if (IsRefused)
        {
            Send(WebSocketClose.Encode(CloseCodes.BadRequest));
            _isClosed = true;
            _sent.TrySetResult();
            _ = CutSoonAsync();
        }
    }

    public void Send(in OutboundFrame frame)
    {
        if (_isDone)
        {
            _session.Send(frame);
        }
        else
        {
            // A few bytes on a connection where nothing has been sent: they are taken, or the client is gone.
            _sink?.TrySend(frame.Bytes);
        }
    }

    public ValueTask RepliesTakenAsync() => _isDone ? _session.RepliesTakenAsync() : ValueTask.CompletedTask;

    public void Close(CloseCode code, OutboundFrame? last)
    {
        if (_isDone)
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
        if (_isDone)
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
        if (_isDone)
        {
            return session.ReceiveAsync(message);
        }

        if (!_isProbed && message.Span.SequenceEqual("2probe"u8))
        {
            _isProbed = true;
            Send(EngineIoFrames.Probed);
            session.Polling?.BeginProbe();
        }
        else if (_isProbed && message.Span.SequenceEqual("5"u8) && session.Connection.IsOpen)
        {
            _isDone = true;
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
        if (_isDone)
        {
            return session.ReceiveBinaryAsync(message);
        }

        Abandon();
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives up where the client did not complete the change in time.</summary>
    public void Check(long now)
    {
        if (!_isDone && now >= dueAt)
        {
            Abandon();
        }
    }

    public void Dispose()
    {
        if (_isDone)
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

    private void Abandon()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        session.AbandonUpgrade(this);
        _sent.TrySetResult();
        _carrier?.Cut();
    }
}
