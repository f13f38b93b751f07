using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Switchboard.Client.Tests.Support;

/// <summary>Answers each line that a client sends with the lines that the test says: what a hub would never send, too.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LineServer(WebApplication application) => _application = application;

    public Uri Url => new($"{_application.Urls.Single().Replace("http", "ws", StringComparison.Ordinal)}/connection/websocket");

    public static async Task<LineServer> StartAsync(Func<string, IEnumerable<string>> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.UseWebSockets();
        application.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[64 * 1024];
            while (await ReceiveAsync(socket, buffer, context.RequestAborted) is { } frame)
            {
                foreach (var line in frame.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(answer))
                {
                    await socket.SendAsync(Encoding.UTF8.GetBytes(line), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
                }
            }
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new LineServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task<string?> ReceiveAsync(WebSocket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            var received = await socket.ReceiveAsync(buffer, cancellationToken);
            return received.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            return null;
        }
    }
}
