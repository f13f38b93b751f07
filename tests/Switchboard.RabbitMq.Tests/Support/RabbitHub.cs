using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Hosting;
using Switchboard.Specs;
using Switchboard.Storage;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>A hub that consumes RabbitMQ, on a free port of the loopback, with a durable namespace <c>kept</c> and others in memory.</summary>
internal sealed class RabbitHub : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _http;

    private RabbitHub(WebApplication application, HubLog log)
    {
        _application = application;
        Lines = log.Lines;
        _http = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
    }

    public ISwitchboard Api => _application.Services.GetRequiredService<ISwitchboard>();

    /// <summary>What it logged, as <c>id text</c>.</summary>
    public ConcurrentQueue<string> Lines { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts one.</summary>
    /// <param name="uri">The broker.</param>
    /// <param name="sources">The list <c>eventSources</c>, without its brackets.</param>
    /// <param name="folder">Where its database is; null for one without.</param>
    public static async Task<RabbitHub> StartAsync(string uri, string sources, string? folder = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new HubLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        using var configuration = new MemoryStream(Encoding.UTF8.GetBytes(ConfigurationOf(sources, folder)));
        builder.Configuration.AddJsonStream(configuration);
        var hub = builder.Services.AddSwitchboard(builder.Configuration).UseRabbitMq(rabbit => rabbit.Uri = uri);
        if (folder is not null)
        {
            hub.UseSqlite(store => store.Path = Path.Combine(folder, "hub.db"));
        }

        var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync(Cancelled);
        return new RabbitHub(application, log);
    }

    /// <summary>Waits until all its sources are consumed.</summary>
    public Task ReadyAsync() => HealthAsync("ready");

    /// <summary>Waits until it tells a state of its health.</summary>
    public Task HealthAsync(string status) => UntilAsync(async () => await ReadHealthAsync() == status);

    /// <summary>Waits for a line of the log.</summary>
    public Task LoggedAsync(string text) => UntilAsync(() => Task.FromResult(Lines.Any(line => line.Contains(text, StringComparison.Ordinal))));

    /// <summary>The payloads of a channel, oldest first, once there are so many.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string channel, int count) => [.. (await PublicationsAsync(channel, count)).Select(static publication => Encoding.UTF8.GetString(publication.Data.Span))];

    /// <summary>The publications of a channel, oldest first, once there are so many.</summary>
    public async Task<IReadOnlyList<Publication>> PublicationsAsync(string channel, int count)
    {
        IReadOnlyList<Publication> found = [];
        await UntilAsync(async () =>
        {
            found = await AllAsync(channel);
            return found.Count >= count;
        });
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private async Task<IReadOnlyList<Publication>> AllAsync(string channel)
    {
        var all = new List<Publication>();
        Position? since = null;
        while (true)
        {
            var page = await Api.HistoryAsync(channel, new HistoryOptions { Limit = 1000, Since = since }, Cancelled);
            all.AddRange(page.Publications);
            if (page.Publications.Count == 0)
            {
                return all;
            }

            since = new Position(page.Publications[^1].Offset, page.Top.Epoch);
        }
    }

    private async Task<string> ReadHealthAsync()
    {
        using var response = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!["status"]!;
    }

    private async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await isTrue())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(startedAt) < Patience.Limit, $"It did not happen. The log says:\n{string.Join('\n', Lines)}");
            await Task.Delay(20, Cancelled);
        }
    }

    private static string ConfigurationOf(string sources, string? folder) =>
        $$"""
        {
          "Switchboard": {
            "namespaces": {
              "default": { "historySize": 1000 },
              "device": { "historySize": 10000 },
              "text": { "historySize": 1000, "payload": "any" },
              "kept": { "historySize": 1000000, "historyAgeSeconds": 86400, "storage": "{{(folder is null ? "memory" : "durable")}}" }
            },
            "limits": { "historyPage": 1000 },
            "shutdown": { "drainSeconds": 0 },
            "eventSources": [ {{sources}} ]
          }
        }
        """;
}
