using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Hosting;
using Switchboard.Protocols.EngineIo;
using Switchboard.Protocols.SocketIo;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>An application with Socket.IO and a raw Engine.IO echo, and no hub.</summary>
internal sealed class SioServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private SioServer(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Urls.Single());
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public SocketIoServer Io => _application.Services.GetRequiredService<SocketIoServer>();

    public static async Task<SioServer> StartAsync(
        Action<SocketIoServer>? use = null, Action<SocketIoOptions>? configure = null, EngineIoOptions? raw = null, IEngineIoHandler? handler = null,
        TimeProvider? time = null, ConcurrentQueue<LogLevel>? log = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.AddProvider(new Levels(log));
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSocketIo(options => options.Connections.AllowedOrigins.Add("https://app.example.com"));
        var application = builder.Build();
        application.MapEngineIo("/engine.io/", handler ?? new Echo(), raw);
        application.MapSocketIo(configure: configure);
        use?.Invoke(application.Services.GetRequiredService<SocketIoServer>());
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new SioServer(application);
    }

    public T Get<T>()
        where T : notnull
        => _application.Services.GetRequiredService<T>();

    /// <summary>A request's status and body.</summary>
    public async Task<string> GetAsync(string query, string path = "/engine.io/")
    {
        using var response = await Http.GetAsync(new Uri($"{path}?{query}", UriKind.Relative), TestContext.Current.CancellationToken);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }

    /// <inheritdoc cref="GetAsync"/>
    public async Task<string> PostAsync(string query, string body, string path = "/engine.io/")
    {
        using var content = new StringContent(body, Encoding.UTF8, "text/plain");
        using var response = await Http.PostAsync(new Uri($"{path}?{query}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }

    /// <summary>Opens a polling session, and returns what its further addresses have.</summary>
    public async Task<string> PollAsync(int version = 4, string path = "/engine.io/")
    {
        var opened = await GetAsync($"EIO={version}&transport=polling&b64=1", path);
        var json = opened[opened.IndexOf('{', StringComparison.Ordinal)..(opened.LastIndexOf('}') + 1)];
        return $"EIO={version}&transport=polling&sid={JsonElement.Parse(json).GetProperty("sid").GetString()}";
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.DisposeAsync();
    }

    private sealed class Levels(ConcurrentQueue<LogLevel> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => log.Enqueue(logLevel);

        public void Dispose()
        {
            // It holds nothing.
        }
    }

    private sealed class Echo : IEngineIoHandler
    {
        public ValueTask OnOpenAsync(EngineIoSocket socket) => ValueTask.CompletedTask;

        public ValueTask OnMessageAsync(EngineIoSocket socket, EngineIoMessage message)
        {
            if (message.IsBinary)
            {
                socket.SendBinary(message.Data.Span);
            }
            else
            {
                socket.Send(message.Text);
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask OnCloseAsync(EngineIoSocket socket, string reason) => ValueTask.CompletedTask;
    }
}
