using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Channels;
using Switchboard.Cluster;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Hosting;
using Switchboard.Tests.Configuration;
using Switchboard.Tests.Security;
using Xunit;

namespace Switchboard.Tests.Protocols.Centrifuge;

/// <summary>A hub in a real web server on the loopback interface.</summary>
internal sealed class StreamHub : IAsyncDisposable
{
    // The system holds little for a reader that stops reading, so that it is noticed soon.
    private const int BufferBytes = 8192;

    private const string Configuration = """
        {
          "namespaces": {
            "chat": { "historySize": 2000, "allowSubscribe": ["user"], "allowPublish": ["user"] },
            "plain": { "allowSubscribe": ["user"], "allowPublish": ["user"] }
          },
          "connections": { "allowedOrigins": ["https://app.example.com"] }
        }
        """;

    private readonly SocketsHttpHandler _handler = new()
    {
        ConnectCallback = static async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = BufferBytes };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    private readonly WebApplication _application;

    private StreamHub(WebApplication application, HttpProtocols protocol)
    {
        _application = application;
        Client = new HttpClient(_handler)
        {
            BaseAddress = new Uri(application.Urls.Single()),
            DefaultRequestVersion = protocol == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public HttpClient Client { get; }

    public static Task<StreamHub> StartAsync(params string[] settings) => StartAsync(HttpProtocols.Http1, settings);

    /// <summary>Starts a hub that speaks only this version of HTTP, without TLS.</summary>
    public static async Task<StreamHub> StartAsync(HttpProtocols protocol, params string[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSwitchboard(ConfigurationOf.Json(Configuration, [$"Switchboard:tokens:hmacSecret={SigningKeys.Secret}", .. settings]));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = protocol));
        builder.Services.Configure<SocketTransportOptions>(static sockets => sockets.CreateBoundListenSocket = Listen);
        var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new StreamHub(application, protocol);
    }

    public T Get<T>()
        where T : notnull
        => _application.Services.GetRequiredService<T>();

    /// <summary>The one connection that there is.</summary>
    public Connection Connection => Assert.Single(Get<ConnectionRegistry>().All);

    /// <summary>Opens a stream with a GET, whose parameter holds the first commands.</summary>
    public Task<StreamReading> GetAsync(string path, string connect, string? lastEventId = null)
    {
        var request = Request(HttpMethod.Get, $"{path}?cf_connect={Uri.EscapeDataString(connect)}");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return StreamReading.OpenAsync(Client, request);
    }

    /// <summary>Opens a stream with a POST, whose body holds the first commands.</summary>
    public Task<StreamReading> PostAsync(string path, string body)
    {
        var request = Request(HttpMethod.Post, path);
        request.Content = new StringContent(body);
        return StreamReading.OpenAsync(Client, request);
    }

    /// <summary>Sends further commands for a session.</summary>
    public async Task<HttpStatusCode> EmulateAsync(string session, string node, string commands)
    {
        var body = JsonSerializer.Serialize(new { session, node, data = commands });
        using var response = await Client.PostAsync("/emulation", new StringContent(body), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>Publishes until the connection, which does not read, is closed. Returns how many publications that took.</summary>
    public async Task<int> FloodAsync(string channel)
    {
        const int MostThatBuffersTake = 100;
        var connection = Connection;
        var filling = new string('x', 50_000);
        for (var i = 1; i < MostThatBuffersTake; i++)
        {
            await PublishAsync(channel, $"\"{i} {filling}\"");
            if (!connection.IsOpen)
            {
                return i;
            }
        }

        throw new InvalidOperationException("The connection took everything.");
    }

    /// <summary>A token of the user alice with these server-side channels.</summary>
    public static string Token(params string[] channels)
        => TokenFactory.Create($$"""{"sub":"alice","channels":[{{string.Join(',', channels.Select(channel => $"\"{channel}\""))}}]}""");

    /// <summary>Publishes as a service would.</summary>
    public async Task PublishAsync(string channel, string json)
    {
        Assert.True(Get<SettingsHolder>().Current.Namespaces.TryResolve(channel, out var space));
        var outcome = await Get<PublishPipeline>().PublishAsync(
            new PublicationRequest(channel, space, Encoding.UTF8.GetBytes(json)), TestContext.Current.CancellationToken);
        Assert.True(outcome.IsSuccess);
    }

    /// <summary>Ends all of alice's connections.</summary>
    public async Task DisconnectAsync(CloseCode code)
        => await Get<InstructionExecutor>().ExecuteAsync(
            new DisconnectInstruction(new ConnectionTarget { User = "alice" }, code), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }

    private static Socket Listen(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        socket.SendBufferSize = BufferBytes;
        return socket;
    }

    // The client's defaults are for its own requests only.
    private HttpRequestMessage Request(HttpMethod method, string path)
        => new(method, path) { Version = Client.DefaultRequestVersion, VersionPolicy = Client.DefaultVersionPolicy };
}
