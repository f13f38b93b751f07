using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Hosting;
using Xunit;

namespace Switchboard.Tests.Hosting;

/// <summary>What an application logs of requests whose queries let somebody in, with the web server's log from Debug on.</summary>
public sealed class RedactionTests
{
    private const string Secret = "sesame";

    private static readonly string[] _paths =
    [
        $"/connection/uni_sse?cf_connect={{\"token\":\"{Secret}\"}}",
        $"/connection/sse?cf_connect=%7B%22id%22%3A1%2C%22connect%22%3A%7B%22token%22%3A%22{Secret}%22%7D%7D",
        $"/socket.io/?EIO=4&transport=polling&token={Secret}&auth={Secret}",
        $"/connection/websocket?ws_token={Secret}&ticket={Secret}",
        $"/nowhere?token={Secret}",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Application_WithRedaction_LogsRequestsWithoutSecrets()
    {
        using var log = new EverythingLog();
        await using var application = await StartAsync(log, isRedacted: true);

        await AskAsync(application);

        Assert.Contains(log.Texts, static text => text.Contains("ws_token=***", StringComparison.Ordinal));
        Assert.Contains(log.Texts, static text => text.StartsWith("QueryString: ?cf_connect=***", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Texts, static text => text.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(log.Texts, static text => text.Contains(nameof(RedactionLoggingBuilderExtensions.AddSwitchboardRedaction), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Application_WithoutRedaction_IsWarned()
    {
        using var log = new EverythingLog();
        await using var application = await StartAsync(log, isRedacted: false);

        await AskAsync(application);

        Assert.Contains(log.Texts, static text => text.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains(log.Texts, static text => text.Contains(nameof(RedactionLoggingBuilderExtensions.AddSwitchboardRedaction), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exception_WhoseTextHasASecret_IsShownWithoutIt()
    {
        using var log = new EverythingLog();
        await using var application = await StartAsync(log, isRedacted: true);

        application.Logger.Log(LogLevel.Error, default, "It failed.", new InvalidOperationException($"failed at /a?token={Secret}"), static (text, _) => text);

        Assert.Contains(log.Texts, static text => text.Contains("failed at /a?token=***", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Texts, static text => text.Contains(Secret, StringComparison.Ordinal));
    }

    private static async Task<WebApplication> StartAsync(EverythingLog log, bool isRedacted)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        if (isRedacted)
        {
            // Twice is once.
            builder.Logging.AddSwitchboardRedaction().AddSwitchboardRedaction();
        }

        builder.Services.AddSwitchboard(static options => options.Shutdown.DrainSeconds = 0);
        var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync(Cancellation);
        return application;
    }

    private static async Task AskAsync(WebApplication application)
    {
        var address = new Uri(application.Urls.Single());
        using var http = new HttpClient { BaseAddress = address };
        foreach (var path in _paths)
        {
            using var response = await http.GetAsync(new Uri(address, path), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        }

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/connection/websocket", Query = $"ws_token={Secret}" }.Uri, Cancellation);
        socket.Abort();
        await application.StopAsync(Cancellation);
    }

    /// <summary>Keeps every text and every value that is logged.</summary>
    private sealed class EverythingLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Texts.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Texts.Enqueue($"{formatter(state, exception)} {exception}");
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                Texts.Enqueue($"{name}: {value}");
            }
        }

        public void Dispose()
        {
            // The test keeps what was logged.
        }
    }
}
