using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Switchboard.Connections;

namespace Switchboard.Transports.WebSockets;

/// <summary>Carries one connection's messages over an upgraded HTTP connection, from its first byte to the end of its closing handshake.</summary>
internal sealed class WebSocketTransport : IConnectionTransport, IDisposable
{
    private readonly HttpContext _context;
    private readonly PipeReader _input;
    private readonly ITransportConnection _connection;
    private readonly WebSocketOutput _output;
    private readonly WebSocketReceiver _receiver;

    // Under HTTP/2 the request's objects serve others after this one: it must not be cut any more then. Guarded by the receiver,
    // which nobody else locks: a lock of its own would be 40 bytes more for each idle connection.
    private bool _isOver;

    public WebSocketTransport(HttpContext context, Stream stream, ITransportConnection connection, WebSocketReceiver receiver)
    {
        _context = context;
        _input = WebSocketBytes.Input(context, stream);
        _output = new WebSocketOutput(stream, WebSocketBytes.DirectOutput(context));
        _connection = connection;
        _receiver = receiver;
        connection.AttachTransport(this);
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
            catch (Exception exception) when (ClientDisconnect.IsCauseOf(exception))
            {
                // What is left to do is the same as after a goodbye that was not heard.
                return;
            }

            var buffer = result.Buffer;
            if (!buffer.IsEmpty)
            {
                // The client has seen the server's 101, so that nothing can overtake it any more.
                _connection.Start(_output.Shortest);
                _receiver.Count(buffer.Length);
                buffer = await _receiver.ReceiveAsync(buffer);
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
            if (_receiver.CloseReceived)
            {
                await _connection.Sent;
                await _output.CloseAsync();
                return;
            }

            if (result.IsCompleted)
            {
                return;
            }

            _receiver.Rest();
        }
    }

    /// <inheritdoc/>
    public void Cut()
    {
        lock (_receiver)
        {
            if (!_isOver)
            {
                _context.Abort();
            }
        }
    }

    public void Dispose()
    {
        lock (_receiver)
        {
            _isOver = true;
        }

        _receiver.Dispose();
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
                _connection.Start(_output.BehindHandshake);
            }

            _input.AdvanceTo(early.Buffer.Start);
        }
        catch (Exception exception) when (ClientDisconnect.IsCauseOf(exception))
        {
            // Reading says so again.
        }
    }

    /// <summary>Lets what is queued go out although the client has not sent a byte yet.</summary>
    public void StartSending() => _connection.Start(_output.BehindHandshake);

    /// <inheritdoc/>
    public void OnClosing() => StartSending();
}
