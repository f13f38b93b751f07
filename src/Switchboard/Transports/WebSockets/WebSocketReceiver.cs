using System.Buffers;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Outbound;

namespace Switchboard.Transports.WebSockets;

/// <summary>Makes messages of the bytes that come in on a WebSocket, and hands them to the session one after the other.</summary>
internal sealed class WebSocketReceiver(ITransportConnection connection, IProtocolSession session, HubMetrics metrics, bool inflates = false) : IDisposable
{
    private readonly WebSocketFrameReader _frames = new(connection.MaxMessageBytes, inflates);

    // Set once it is unknown where a client's frames begin: what still comes is thrown away.
    private bool _discardsInput;

    /// <summary>Whether the client's close frame has come: later frames are ignored.</summary>
    public bool CloseReceived { get; private set; }

    /// <summary>Handles everything complete in the buffer and returns the rest.</summary>
    public async ValueTask<ReadOnlySequence<byte>> ReceiveAsync(ReadOnlySequence<byte> buffer)
    {
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
    public bool ReceiveWhileSynchronous(ref ReadOnlySequence<byte> buffer, out ValueTask pending)
    {
        pending = ValueTask.CompletedTask;
        while (!_discardsInput && !CloseReceived)
        {
            var status = _frames.Read(ref buffer, out var message);
            if (status == WebSocketReadStatus.NeedMore)
            {
                return true;
            }

            if (status != WebSocketReadStatus.Message)
            {
                connection.Close(CloseCodeOf(status), last: null);
                _discardsInput = status == WebSocketReadStatus.ProtocolError;
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

    /// <summary>Counts what came in.</summary>
    public void Count(long bytes) => metrics.ReceivedBytes.Add(bytes);

    /// <summary>Releases the buffers that only an incomplete message needs.</summary>
    public void Rest() => _frames.Rest();

    public void Dispose() => _frames.Dispose();

    private ValueTask Handle(in WebSocketMessage message)
    {
        switch (message.Opcode)
        {
            case WebSocketOpcode.Close:
                CloseReceived = true;
                var answer = WebSocketClose.Answer(message.Payload.Span);
                connection.Close(CloseCodes.ConnectionClosed, WebSocketClose.Encode(answer));
                return ValueTask.CompletedTask;
            case WebSocketOpcode.Ping:
                connection.Send(WebSocketFraming.Control(WebSocketOpcode.Pong, message.Payload.Span));
                return connection.RepliesTakenAsync();
            case WebSocketOpcode.Pong:
                return ValueTask.CompletedTask;
            case var _ when !connection.IsOpen:
                return ValueTask.CompletedTask;
            case WebSocketOpcode.Binary:
                return session.ReceiveBinaryAsync(message.Payload);
            default:
                return session.ReceiveAsync(message.Payload);
        }
    }

    private static CloseCode CloseCodeOf(WebSocketReadStatus status) => status switch
    {
        WebSocketReadStatus.InvalidText or WebSocketReadStatus.InvalidData => CloseCodes.InvalidPayload,
        WebSocketReadStatus.TooBig => CloseCodes.MessageTooBig,
        _ => CloseCodes.ProtocolError,
    };
}
