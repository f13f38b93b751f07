using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Switchboard.Tests.Hub;
using Xunit;

namespace Switchboard.Tests.Api;

/// <summary>Who asks the HTTP API too often is told so, and when to ask again.</summary>
public sealed class ApiRateTests
{
    private const string Key = "a key for everything";

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ApiRequestsPerSecondPerAddress")]
    [InlineData("ApiCallsPerSecondPerKey")]
    [InlineData("ApiCallsPerSecondPerOperation")]
    public async Task Calls_TooManyInASecond_AreRefusedUntilTheNext(string limit)
    {
        await using var hub = await StartAsync($"Limits:{limit}=2");
        using var http = Client(hub);

        int[] answers = [await CallAsync(http, "info"), await CallAsync(http, "info"), await CallAsync(http, "info")];
        Assert.Equal([200, 200, 429], answers);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, await CallAsync(http, "info"));
    }

    [Fact]
    public async Task Operation_AtItsRate_LeavesOthersAlone()
    {
        await using var hub = await StartAsync("Limits:ApiCallsPerSecondPerOperation=1");
        using var http = Client(hub);

        int[] answers = [await CallAsync(http, "info"), await CallAsync(http, "info"), await CallAsync(http, "connections")];
        Assert.Equal([200, 429, 200], answers);
    }

    [Fact]
    public async Task Batch_OverTheRateOfItsKey_IsToldInItsReplies()
    {
        await using var hub = await StartAsync("Limits:ApiCallsPerSecondPerKey=2");
        using var http = Client(hub);

        using var response = await http.PostAsJsonAsync("/api/batch", new { commands = new[] { new { info = new { } }, new { info = new { } } } }, Cancellation);

        var replies = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["replies"]!.AsArray();
        Assert.Equal(200, (int)response.StatusCode);
        Assert.NotNull(replies[0]!["info"]);
        Assert.Equal(111, (int)replies[1]!["error"]!["code"]!);
    }

    [Fact]
    public async Task WrongKeys_TooManyInAMinute_ShutTheAddressOut()
    {
        await using var hub = await StartAsync("Limits:FailedLoginsPerMinute=2", "Connections:TrustedProxies=127.0.0.1");
        using var http = Client(hub);
        using var guessing = Client(hub, "wrong");

        int[] answers = [await CallAsync(guessing, "info"), await CallAsync(guessing, "info"), await CallAsync(guessing, "info")];
        Assert.Equal([401, 401, 429], answers);

        // The right key would tell that it is one, and so would a connection; from elsewhere all is as it was.
        Assert.Equal(429, await CallAsync(http, "info"));
        await using var refused = await RawWebSocket.ConnectAsync(hub.Port);
        await using var other = await RawWebSocket.ConnectAsync(hub.Port, "X-Forwarded-For: 203.0.113.9\r\n");
        Assert.Equal((429, 101), (refused.Status, other.Status));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, await CallAsync(http, "info"));
    }

    private Task<HubServer> StartAsync(params string[] options)
        => HubServer.StartAsync(_time, HubListener.WebServer, ["Api:Keys:0:Name=all", $"Api:Keys:0:Key={Key}", .. options]);

    private static HttpClient Client(HubServer hub, string key = Key)
        => new() { BaseAddress = new Uri($"http://127.0.0.1:{hub.Port}"), DefaultRequestHeaders = { { "X-API-Key", key } } };

    /// <summary>Calls, and returns the status; 429 must say all that it has to.</summary>
    private static async Task<int> CallAsync(HttpClient http, string method)
    {
        using var response = await http.PostAsJsonAsync($"/api/{method}", new { }, Cancellation);
        if ((int)response.StatusCode == 429)
        {
            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
            Assert.Equal(111, (int)answer["error"]!["code"]!);
        }

        return (int)response.StatusCode;
    }
}
