using Switchboard.Client.Configuration;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>One connection, from the connect command to its end: matches replies with requests, and runs the heartbeat.</summary>
internal sealed class Session : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, PendingRequest> _pending = [];
    private readonly ITransport _transport;
    private readonly ICentrifugeClientCodec _codec;
    private readonly ISessionHandler _handler;
    private readonly ClientSettings _settings;
    private readonly OutgoingQueue _outgoing;
    private readonly CancellationTokenSource _stop = new();
    private readonly Heartbeat _heartbeat;
    private ITimer? _closeTimer;
    private SessionEnd? _end;
    private bool _isClosing;
    private bool _answersPings;
    private uint _lastId;

    public Session(ITransport transport, ICentrifugeClientCodec codec, ISessionHandler handler, ClientSettings settings)
    {
        _transport = transport;
        _codec = codec;
        _handler = handler;
        _settings = settings;
        _outgoing = new OutgoingQueue(codec, settings.MaxSentMessageBytes);
        _heartbeat = new Heartbeat(settings.Time, () => End(new SessionEnd(ConnectionChangeReason.PingTimeout)), () => Request(new PingCommand(0)));
        Ended = _stop.Token;
    }

    /// <summary>Cancelled when the session has ended.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Whether the hub accepted the connection.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Sends the connect command, runs the session until it ends, and returns how it did.</summary>
    public async Task<SessionEnd> RunAsync(ConnectCommand command, CancellationToken connectDeadline)
    {
        // The deadline is for the reply to connect alone.
        using var timeout = connectDeadline.Register(() =>
        {
            if (!IsConnected)
            {
                End(new SessionEnd(ConnectionChangeReason.ReplyTimeout));
            }
        });
        Send(new PendingRequest(command, HandleConnectResult));
        var sending = SendLoopAsync();
        await ReceiveLoopAsync().ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        FailPending();
        return _end!;
    }

    /// <summary>Sends a command, and returns the request that its reply completes.</summary>
    public PendingRequest Request(CentrifugeCommand command)
    {
        var request = new PendingRequest(command);
        Send(request);
        return request;
    }

    /// <summary>Sends a request. If the session has ended, it fails at once.</summary>
    public void Send(PendingRequest request) => SendAll([request]);

    /// <summary>Sends requests in one frame. If the session has ended, they fail at once.</summary>
    public void SendAll(ReadOnlySpan<PendingRequest> requests)
    {
        RequestResult failure;
        lock (_gate)
        {
            failure = _end is null && !_isClosing
                ? EnqueueLocked(requests)
                : RequestResult.FromFailure((_end ?? SessionEnd.Requested).ToException());
        }

        if (failure != default)
        {
            foreach (var request in requests)
            {
                request.Complete(failure);
            }
        }
    }

    /// <summary>Sends a command that gets no reply, and waits until it was written to the transport.</summary>
    /// <returns>False where the session ended before.</returns>
    /// <exception cref="SwitchboardException">It is too large.</exception>
    public async ValueTask<bool> SendOneWayAsync(CentrifugeCommand command, CancellationToken cancellationToken)
    {
        _outgoing.Add(command);
        await _outgoing.Sent.WaitAsync(cancellationToken).ConfigureAwait(false);
        return !Ended.IsCancellationRequested;
    }

    /// <summary>Waits while more bytes are queued than the options allow.</summary>
    public async ValueTask WaitForSendBufferAsync(CancellationToken cancellationToken)
    {
        while (_outgoing.QueuedBytes > _settings.SendBufferBytes && !Ended.IsCancellationRequested)
        {
            await _outgoing.Sent.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a request that nobody waits for any more; its reply is ignored.</summary>
    public void Discard(PendingRequest request)
    {
        lock (_gate)
        {
            _pending.Remove(request.Id);
        }
    }

    /// <summary>Ends the session at once. The first reason given is the one that counts.</summary>
    public void End(SessionEnd end)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return;
            }

            _end = end;
        }

        _heartbeat.Stop();
        _outgoing.Abandon();

        // Off this thread, which may be the receive loop or hold a caller's lock: the callbacks of Ended are other parts' code.
        _ = CancelEndedAsync();
    }

    /// <summary>Sends what is queued, closes, and completes when the hub has closed too or the close timeout is over.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosing = true;
        }

        _outgoing.Complete();
    }

    public void Dispose()
    {
        _heartbeat.Dispose();
        _closeTimer?.Dispose();
        _outgoing.Dispose();
    }

    // Disposing of the source drops the callbacks that have not run yet. So not Dispose but this does it, once the last of them has:
    // whoever waits on Ended is released in any case, also where the session is disposed of right after its end.
    private async Task CancelEndedAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private RequestResult EnqueueLocked(ReadOnlySpan<PendingRequest> requests)
    {
        foreach (var request in requests)
        {
            request.Id = NextIdLocked();
            _pending.Add(request.Id, request);
        }

        try
        {
            AddToQueueLocked(requests);
            return default;
        }
        catch (SwitchboardException exception)
        {
            foreach (var request in requests)
            {
                _pending.Remove(request.Id);
            }

            return new RequestResult(null, exception.Error, null);
        }
    }

    private void AddToQueueLocked(ReadOnlySpan<PendingRequest> requests)
    {
        if (requests.Length == 1)
        {
            _outgoing.Add(requests[0].Command with { Id = requests[0].Id });
            return;
        }

        var commands = new CentrifugeCommand[requests.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = requests[i].Command with { Id = requests[i].Id };
        }

        _outgoing.AddBatch(commands);
    }

    private uint NextIdLocked() => _lastId = _lastId == uint.MaxValue ? 1 : _lastId + 1;

    private async Task ReceiveLoopAsync()
    {
        try
        {
            while (await _transport.ReceiveAsync(Ended).ConfigureAwait(false) is { } frame)
            {
                _heartbeat.RecordActivity();
                if (!HandleFrame(frame))
                {
                    End(new SessionEnd(ConnectionChangeReason.ProtocolError));
                    return;
                }
            }

            End(ClosedByServer(_transport.CloseCode));
        }
        catch (MessageTooLargeException exception)
        {
            End(new SessionEnd(ConnectionChangeReason.ProtocolError, Error: exception));
        }
        catch (Exception exception)
        {
            End(_isClosing ? SessionEnd.Requested : new SessionEnd(ConnectionChangeReason.TransportFailed, Error: exception));
        }
    }

    private SessionEnd ClosedByServer(CloseCode? code) => _isClosing
        ? SessionEnd.Requested
        : new SessionEnd(ConnectionChangeReason.ClosedByServer, code is { Reconnect: false }, code);

    private bool HandleFrame(ReadOnlyMemory<byte> frame)
    {
        while (true)
        {
            switch (_codec.Read(ref frame, out var message))
            {
                case MessageReadStatus.End:
                    return true;
                case MessageReadStatus.Malformed:
                    return false;
                default:
                    HandleMessage(message);
                    break;
            }
        }
    }

    private void HandleMessage(in CentrifugeMessage message)
    {
        if (message.Id > 0)
        {
            HandleReply(message);
        }
        else if (message.Push is DisconnectPush { Code: var code })
        {
            End(ClosedByServer(code));
        }
        else if (message.Push is not null && IsConnected)
        {
            _handler.OnPush(this, message.Push);
        }
        else if (message.IsPing && _answersPings)
        {
            _outgoing.Add(PongCommand.Instance);
        }
    }

    private void HandleReply(in CentrifugeMessage message)
    {
        PendingRequest? request;
        lock (_gate)
        {
            if (!_pending.Remove(message.Id, out request))
            {
                return;
            }
        }

        request.Complete(new RequestResult(message.Reply, message.Error, null));
    }

    private void HandleConnectResult(RequestResult result)
    {
        if (result.Reply is ConnectReply reply)
        {
            _answersPings = reply.Pong;
            IsConnected = true;
            _handler.OnConnected(this, reply);
            _heartbeat.Start(TimeSpan.FromSeconds(reply.PingSeconds), _settings.PingInterval, _settings.MaxServerPingDelay);
        }
        else if (result.Error is { } error)
        {
            var wasExpired = error.Code == ErrorCodes.TokenExpired.Code;
            End(new SessionEnd(ConnectionChangeReason.Refused, !error.Temporary && !wasExpired, Error: new SwitchboardException(error)) { WasExpired = wasExpired });
        }
        else if (result.Failure is null)
        {
            End(new SessionEnd(ConnectionChangeReason.ProtocolError));
        }
    }

    private async Task SendLoopAsync()
    {
        try
        {
            while (await _outgoing.DequeueAsync(Ended).ConfigureAwait(false) is { } frame)
            {
                await _transport.SendAsync(frame.Bytes.WrittenMemory, Ended).ConfigureAwait(false);
                frame.Complete();
            }

            if (!Ended.IsCancellationRequested)
            {
                await _transport.CloseAsync(Ended).ConfigureAwait(false);
                _closeTimer = _settings.Time.CreateTimer(
                    static state => ((Session)state!).End(SessionEnd.Requested), this, _settings.CloseTimeout, Timeout.InfiniteTimeSpan);
            }
        }
        catch (Exception exception)
        {
            End(_isClosing ? SessionEnd.Requested : new SessionEnd(ConnectionChangeReason.TransportFailed, Error: exception));
        }
    }

    private void FailPending()
    {
        List<PendingRequest> pending;
        lock (_gate)
        {
            pending = [.. _pending.Values];
            _pending.Clear();
        }

        var result = RequestResult.FromFailure(_end!.ToException());
        foreach (var request in pending)
        {
            request.Complete(result);
        }
    }
}
