using System.Buffers;
using System.IO.Pipelines;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Outbound;

namespace Switchboard.Transports.WebSockets;

/// <summary>Carries one connection's messages over an upgraded HTTP connection, from its first byte to the end of its closing handshake.</summary>
internal sealed class WebSocketTransport : IDisposable
{
    private readonly PipeReader _input;
    private readonly Connection _connection;
    private readonly IProtocolSession _session;
    private readonly IOutboundSink _sink;
    private readonly HubMetrics _metrics;
    private readonly WebSocketFrameReader _frames;

    // Set once it is unknown where a client's frames begin: what still comes is thrown away.
    private bool _isDeaf;
    private bool _clientSaidGoodbye;

    public WebSocketTransport(PipeReader input, IOutboundSink sink, Connection connection, IProtocolSession session, HubMetrics metrics)
    {
        _input = input;
        _sink = sink;
        _connection = connection;
        _session = session;
        _metrics = metrics;
        _frames = new WebSocketFrameReader(connection.Limits.MessageBytes);
        connection.Closing = OnClosing;
    }

    /// <summary>Serves the connection until it ends. Never throws for what the client does.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAllAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or Microsoft.AspNetCore.Connections.ConnectionAbortedException)
        {
            // The client is gone; what is left to do is the same as after a goodbye that was not heard.
        }
        finally
        {
            _connection.CloseSilently(CloseCodes.ConnectionClosed);
        }
    }

    public void Dispose() => _frames.Dispose();

    private async Task ReadAllAsync()
    {
        while (true)
        {
            var result = await _input.ReadAsync(CancellationToken.None);
            var buffer = result.Buffer;
            if (!buffer.IsEmpty)
            {
                // The client has seen the server's 101, so that nothing can overtake it any more.
                _connection.Outbound.Start(_sink);
                buffer = await ReceiveAsync(buffer);
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
            if (_clientSaidGoodbye)
            {
                await _connection.Outbound.Ended;
                return;
            }

            if (result.IsCompleted)
            {
                return;
            }

            _frames.Rest();
        }
    }

    /// <summary>Handles everything complete in the buffer and returns the rest.</summary>
    private async ValueTask<ReadOnlySequence<byte>> ReceiveAsync(ReadOnlySequence<byte> buffer)
    {
        _metrics.ReceivedBytes.Add(buffer.Length);
        while (true)
        {
            ValueTask pending;
            using (DrainBatch.Begin())
            {
                pending = ReceiveWhileSynchronous(ref buffer);
            }

            if (pending.IsCompletedSuccessfully)
            {
                return buffer;
            }

            await pending;
        }
    }

    /// <summary>Handles messages until there is no whole one left, or one takes longer: its task is returned then.</summary>
    private ValueTask ReceiveWhileSynchronous(ref ReadOnlySequence<byte> buffer)
    {
        while (!_isDeaf && !_clientSaidGoodbye)
        {
            var status = _frames.Read(ref buffer, out var message);
            if (status == WebSocketReadStatus.NeedMore)
            {
                return ValueTask.CompletedTask;
            }

            if (status != WebSocketReadStatus.Message)
            {
                _connection.Close(CloseCodeOf(status));
                _isDeaf = status == WebSocketReadStatus.ProtocolError;
                continue;
            }

            var pending = Handle(message);
            if (!pending.IsCompletedSuccessfully)
            {
                return pending;
            }
        }

        buffer = buffer.Slice(buffer.End);
        return ValueTask.CompletedTask;
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

    private void OnClosing()
    {
        // A client that never sent a byte is told all the same. It has had its 101 for as long as it has been silent.
        _connection.Outbound.Start(_sink);
    }

    private static CloseCode CloseCodeOf(WebSocketReadStatus status) => status switch
    {
        WebSocketReadStatus.InvalidText => CloseCodes.InvalidPayload,
        WebSocketReadStatus.TooBig => CloseCodes.MessageTooBig,
        _ => CloseCodes.ProtocolError,
    };
}
