using System.IO.Pipelines;

namespace Switchboard.Transports.WebSockets;

/// <summary>The ways out of a WebSocket.</summary>
/// <param name="stream">The upgraded stream.</param>
/// <param name="direct">The way past the web server; null where there is none.</param>
internal sealed class WebSocketOutput(Stream stream, SocketSink? direct)
{
    private PipeSink? _behindHandshake;

    /// <summary>The way whose bytes cannot overtake the server's 101.</summary>
    public PipeSink BehindHandshake => _behindHandshake ??= new PipeSink(PipeWriter.Create(stream));

    /// <summary>The shortest way, for a client that has seen the server's 101.</summary>
    public Outbound.IOutboundSink Shortest => direct is not null ? direct : BehindHandshake;

    /// <summary>Takes nothing any more. Completes when the web server has all that was handed over.</summary>
    public Task CloseAsync() => _behindHandshake?.CloseAsync() ?? Task.CompletedTask;
}
