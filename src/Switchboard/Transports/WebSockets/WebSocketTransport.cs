using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Outbound;

namespace Switchboard.Transports.WebSockets;

/// <summary>Carries one connection's messages over an upgraded HTTP connection, from its first byte to the end of its closing handshake.</summary>
internal sealed class WebSocketTransport : IConnectionTransport, IDisposable
{
    private readonly HttpContext _context;
    private readonly PipeReader _input;
    private readonly Connection _connection;
    private readonly IProtocolSession _session;
    private readonly WebSocketOutput _output;
    private readonly HubMetrics _metrics;
    private readonly WebSocketFrameReader _frames;

    // Set once it is unknown where a client's frames begin: what still comes is thrown away.
    private bool _isDeaf;
    private bool _clientSaidGoodbye;

    // Under HTTP/2 the request's objects serve others after this one: it must not be cut any more then. Guarded by the frame reader,
    // which nobody else locks: a lock of its own would be 40 bytes more for each idle connection.
    private bool _isOver;

    public WebSocketTransport(HttpContext context, Stream stream, Connection connection, IProtocolSession session, HubMetrics metrics)
    {
        _context = context;
        _input = WebSocketBytes.Input(context, stream);
        _output = new WebSocketOutput(stream, WebSocketBytes.DirectOutput(context));
        _connection = connection;
        _session = session;
        _metrics = metrics;
        _frames = new WebSocketFrameReader(connection.Limits.MessageBytes);
        connection.Carrier = this;
    }

    /// <summary>Serves the connection until it ends. Never throws for what the client does.</summary>
    public async Task RunAsync()
    {
        StartBehindHandshake();
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _input.ReadAsync(CancellationToken.None);
            }
            catch (Exception exception) when (ConnectionLoss.IsMeantBy(exception))
            {
                // What is left to do is the same as after a goodbye that was not heard.
                return;
            }

            var buffer = result.Buffer;
            if (!buffer.IsEmpty)
            {
                // The client has seen the server's 101, so that nothing can overtake it any more.
                _connection.Outbound.Start(_output.Shortest);
                buffer = await ReceiveAsync(buffer);
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
            if (_clientSaidGoodbye)
            {
                await _connection.Outbound.Ended;
                await _output.CloseAsync();
                return;
            }

            if (result.IsCompleted)
            {
                return;
            }

            _frames.Rest();
        }
    }

    /// <inheritdoc/>
    public void Cut()
    {
        lock (_frames)
        {
            if (!_isOver)
            {
                _context.Abort();
            }
        }
    }

    public void Dispose()
    {
        lock (_frames)
        {
            _isOver = true;
        }

        _frames.Dispose();
    }

    /// <summary>A client whose first bytes are there already sent them without waiting for the server's 101.</summary>
    private void StartBehindHandshake()
    {
        try
        {
            if (!_input.TryRead(out var early))
            {
                return;
            }

            if (!early.Buffer.IsEmpty)
            {
                _connection.Outbound.Start(_output.BehindHandshake);
            }

            _input.AdvanceTo(early.Buffer.Start);
        }
        catch (Exception exception) when (ConnectionLoss.IsMeantBy(exception))
        {
            // Reading says so again.
        }
    }

    /// <summary>Handles everything complete in the buffer and returns the rest.</summary>
    private async ValueTask<ReadOnlySequence<byte>> ReceiveAsync(ReadOnlySequence<byte> buffer)
    {
        _metrics.ReceivedBytes.Add(buffer.Length);
        while (true)
        {
            bool isThrough;
            ValueTask pending;
            using (DrainBatch.Begin())
            {
                isThrough = ReceiveWhileSynchronous(ref buffer, out pending);
            }

            // Ending the batch may have completed what was pending: that alone does not mean that nothing is left.
            await pending;
            if (isThrough)
            {
                return buffer;
            }
        }
    }

    /// <summary>Handles messages until there is no whole one left. False where one takes longer: the next is handled after it.</summary>
    private bool ReceiveWhileSynchronous(ref ReadOnlySequence<byte> buffer, out ValueTask pending)
    {
        pending = ValueTask.CompletedTask;
        while (!_isDeaf && !_clientSaidGoodbye)
        {
            var status = _frames.Read(ref buffer, out var message);
            if (status == WebSocketReadStatus.NeedMore)
            {
                return true;
            }

            if (status != WebSocketReadStatus.Message)
            {
                _connection.Close(CloseCodeOf(status));
                _isDeaf = status == WebSocketReadStatus.ProtocolError;
                continue;
            }

            pending = Handle(message);
            if (!pending.IsCompletedSuccessfully)
            {
                return false;
            }
        }

        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private ValueTask Handle(in WebSocketMessage message)
    {
        switch (message.Opcode)
        {
            case WebSocketOpcode.Close:
                _clientSaidGoodbye = true;
                var answer = WebSocketClose.Answer(message.Payload.Span);
                _connection.Close(CloseCodes.ConnectionClosed, WebSocketClose.Encode(answer));
                return ValueTask.CompletedTask;
            case WebSocketOpcode.Ping:
                _connection.Send(WebSocketFraming.Control(WebSocketOpcode.Pong, message.Payload.Span));
                return _connection.Outbound.RepliesTakenAsync();
            case WebSocketOpcode.Pong:
                return ValueTask.CompletedTask;
            default:
                return _connection.IsOpen ? _session.ReceiveAsync(message.Payload) : ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public void OnClosing()
    {
        // A client that never sent a byte is told all the same.
        _connection.Outbound.Start(_output.BehindHandshake);
    }

    private static CloseCode CloseCodeOf(WebSocketReadStatus status) => status switch
    {
        WebSocketReadStatus.InvalidText => CloseCodes.InvalidPayload,
        WebSocketReadStatus.TooBig => CloseCodes.MessageTooBig,
        _ => CloseCodes.ProtocolError,
    };
}
