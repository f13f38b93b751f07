using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Storage.Tests.TransactionalOutbox;

/// <summary>An application with a hub in it that reads an outbox: a durable namespace <c>kept</c>, durable maps in <c>board</c>, one in memory, <c>plain</c>, and inboxes.</summary>
internal sealed class OutboxHub : IAsyncDisposable
{
    public const string Key = "a key for everything";

    private readonly WebApplication _application;
    private readonly HttpClient _http;

    private OutboxHub(WebApplication application)
    {
        _application = application;
        _http = new HttpClient { BaseAddress = new Uri(application.Urls.Single()), Timeout = Patience.Limit };
        _http.DefaultRequestHeaders.Add("X-API-Key", Key);
    }

    public ISwitchboard Hub => _application.Services.GetRequiredService<ISwitchboard>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts one whose store is a file.</summary>
    public static async Task<OutboxHub> StartAsync(string store, params TransactionalOutboxOptions[] outboxes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSwitchboard(options =>
        {
            options.Namespaces["kept"] = new NamespaceOptions { Storage = StorageKind.Durable, HistorySize = 1_000_000 };
            options.Namespaces["bytes"] = new NamespaceOptions { Storage = StorageKind.Durable, HistorySize = 1000, Payload = PayloadKind.Any };
            options.Namespaces["plain"] = new NamespaceOptions { HistorySize = 1000 };
            options.Namespaces["notices"] = new NamespaceOptions { HistorySize = 1000 };
            options.Namespaces["board"] = new NamespaceOptions { Type = ChannelType.Map, Storage = StorageKind.Durable };
            options.Inbox.Enabled = true;
            options.Inbox.Namespace = "notices";
            options.Api.Keys.Add(new ApiKeyOptions { Name = "test", Key = Key });
            options.Outboxes.AddRange(outboxes);
        }).UseSqlite(options => options.Path = store).UseTransactionalOutboxes();
        var application = builder.Build();
        application.MapSwitchboard();
        try
        {
            await application.StartAsync(Cancelled);
            var hub = new OutboxHub(application);

            // Whoever asks finds the tables there, where the hub makes them.
            _ = await hub.DescribeAsync();
            return hub;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a channel's publications are these, and no more come.</summary>
    public async Task AssertPublishedAsync(string channel, params IEnumerable<string> expected)
    {
        string[] all = [.. expected];
        await UntilAsync(async () => (await ReadAsync(channel)).Count >= all.Length);
        Assert.Equal(all, await ReadAsync(channel), StringComparer.Ordinal);
    }

    /// <summary>The payloads of a channel.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string channel)
    {
        var texts = new List<string>();
        for (Position? since = null; ;)
        {
            var slice = await Hub.HistoryAsync(channel, new HistoryOptions { Limit = 1000, Since = since }, Cancelled);
            texts.AddRange(slice.Publications.Select(static publication => Encoding.UTF8.GetString(publication.Data.Span)));
            if (slice.Publications.Count == 0)
            {
                return texts;
            }

            since = new Position(slice.Publications[^1].Offset, slice.Top.Epoch);
        }
    }

    /// <summary>Calls a method of the HTTP API.</summary>
    public async Task<JsonNode> CallAsync(string method, string parameters)
    {
        using var content = new StringContent(parameters, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync($"api/{method}", content, Cancelled);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
    }

    /// <summary>What <c>outboxes</c> tells of the first one.</summary>
    public async Task<JsonNode> DescribeAsync() => (await CallAsync("outboxes", "{}"))["result"]!["outboxes"]![0]!;

    /// <summary>The rows that were refused.</summary>
    public async Task<JsonArray> RefusedAsync() => (await CallAsync("outbox_refused", """{"name":"app"}"""))["result"]!["rows"]!.AsArray();

    /// <summary>The status that <c>/health/ready</c> tells.</summary>
    public async Task<string> HealthAsync()
    {
        using var response = await _http.GetAsync("health/ready", Cancelled);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!["status"]!;
    }

    /// <summary>A page of metrics.</summary>
    public Task<string> MetricsAsync() => _http.GetStringAsync("metrics", Cancelled);

    public async Task StopAsync() => await _application.StopAsync(Cancelled);

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (!await condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _application.DisposeAsync();
    }
}
