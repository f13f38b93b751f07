using System.Text;
using Switchboard.Server.Tests.CommandLine;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>What a running server tells about its work.</summary>
public sealed class ProcessTests : IDisposable
{
    private const string Key = "a key for everything";
    private const string Secret = "the secret that tokens are signed with";

    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_AfterAPublish_CountItAndItsDelivery()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "switchboard.json"),
            $$"""
            {
              "namespaces": { "chat": { "allowSubscribe": ["user"] } },
              "tokens": { "hmacSecret": "{{Secret}}" },
              "api": { "keys": [ { "name": "test", "key": "{{Key}}" } ] }
            }
            """,
            Cancellation);
        using var server = SwitchboardProcess.Start(_folder.FullName, _noVariables, "serve", "--urls", "http://127.0.0.1:0");
        var address = await server.ReadAddressAsync(Cancellation);
        using var client = await SocketClient.ConnectAsync(address, TestToken.Create("ann", Secret));
        await client.ResultAsync("subscribe", """{"channel":"chat:a"}""");

        await PublishAsync(address, "chat:a");
        Assert.Equal("chat:a", await client.PublicationChannelAsync());

        var metrics = await _http.GetStringAsync(new Uri(address, "/metrics"), Cancellation);
        Assert.All(
            [
                "switchboard_connections 1",
                "switchboard_users 1",
                "switchboard_subscriptions 1",
                "switchboard_connects_total 1",
                "switchboard_publications_total 1",
                "switchboard_deliveries_total 1",
                "switchboard_publish_latency_seconds_count 1",
                "switchboard_api_requests_total{method=\"publish\",key=\"test\"} 1",
            ],
            line => Assert.Contains($"\n{line}\n", metrics, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task PublishAsync(Uri address, string channel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/api/publish"));
        request.Headers.Add("X-API-Key", Key);
        request.Content = new StringContent($$"""{"channel":"{{channel}}","data":1}""", Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
    }
}
