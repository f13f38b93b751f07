using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Identity.Devices;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Devices;

public sealed class DeviceLoginTests : IDisposable
{
    private const string Invalid = "closed 3500";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("p1363")]
    [InlineData("der")]
    [InlineData("ed25519")]
    [InlineData("pss")]
    [InlineData("pkcs1")]
    public async Task Connect_AnsweredChallenge_IsTheDevice_InItsChannel(string kind)
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice(kind);
        await device.RegisterAsync(hub);

        using var client = await RawClient.ConnectAsync(hub, await device.TokenAsync(hub));

        Assert.Equal("ok", client.Outcome);
        Assert.NotNull(client.Reply!["connect"]!["subs"]!["device:press-7"]);
        var connection = (await hub.CallAsync("connections", new JsonObject { ["user"] = "press-7" })).GetProperty("connections").EnumerateArray().Single();
        Assert.Equal("press-7", connection.GetProperty("user").GetString());
        var known = await hub.CallAsync("device_get", new JsonObject { ["id"] = "press-7" });
        Assert.Equal(hub.Time.GetUtcNow().ToUnixTimeMilliseconds(), known.GetProperty("seen_at").GetInt64());
        Assert.Equal("127.0.0.1", known.GetProperty("address").GetString());
    }

    [Fact]
    public async Task Connect_Replay_IsRefused_AndSaysSoToWhoHasTheKey()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        var nonce = await TestDevice.ChallengeAsync(hub, device.Id);

        Assert.Equal("ok", await RawClient.TryAsync(hub, device.TokenOf(nonce, hub.Address.Authority)));
        Assert.Equal("109 used", await RawClient.TryAsync(hub, device.TokenOf(nonce, hub.Address.Authority)));

        // More logins than are remembered one by one, and a clock that is set back, make no nonce good again.
        for (var i = 0; i < 70; i++)
        {
            hub.Time.Shift(TimeSpan.FromMilliseconds(10));
            Assert.Equal("ok", await RawClient.TryAsync(hub, await device.TokenAsync(hub)));
        }

        hub.Time.Shift(TimeSpan.FromMilliseconds(-700));
        Assert.Equal("109 used", await RawClient.TryAsync(hub, device.TokenOf(nonce, hub.Address.Authority)));
    }

    [Fact]
    public async Task Connect_ExpiredNonce_AsksForANewOne_AndAClockSetBackMakesItNoEarlier()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        var token = await device.TokenAsync(hub);

        hub.Time.Shift(TimeSpan.FromSeconds(30));
        Assert.Equal("109 expired", await RawClient.TryAsync(hub, token));

        hub.Time.Shift(TimeSpan.FromSeconds(-36));
        Assert.Equal("109 expired", await RawClient.TryAsync(hub, token));

        hub.Time.Shift(TimeSpan.FromMilliseconds(35_999));
        Assert.Equal("ok", await RawClient.TryAsync(hub, token));
    }

    [Fact]
    public async Task Connect_BadTokens_AreRefused_AndNothingElseIsSaid()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        using var other = new TestDevice("p1363", "other");
        using var stranger = new TestDevice("p1363", "stranger");
        await device.RegisterAsync(hub);
        await other.RegisterAsync(hub);
        var host = hub.Address.Authority;
        var nonce = await TestDevice.ChallengeAsync(hub, device.Id);
        var token = device.TokenOf(nonce, host);
        var parts = token.Split('.');
        (string Name, string Token)[] tokens =
        [
            ("wrong key", other.TokenOf(nonce, host, device.Id)),
            ("unknown device", await stranger.TokenAsync(hub)),
            ("another device's nonce", device.TokenOf(await TestDevice.ChallengeAsync(hub, "other"), host)),
            ("signed for another host", device.TokenOf(nonce, "evil.example")),
            ("made-up nonce", device.TokenOf(new string('A', DeviceNonce.Length), host)),
            ("changed nonce", device.TokenOf((nonce[0] == 'A' ? 'B' : 'A') + nonce[1..], host)),
            ("short nonce", device.TokenOf(nonce[..^1], host)),
            ("no signature", $"device.{device.Id}.{nonce}."),
            ("truncated", token[..^10]),
            ("without parts", "device."),
            ("one part more", token + ".x"),
            ("one part fewer", string.Join('.', parts[..3])),
            ("no base64", $"device.{device.Id}.{nonce}.!!!!"),
            ("signature with padding", token + "="),
            ("id of another", token.Replace(device.Id, "other", StringComparison.Ordinal)),
            ("id of bad form", $"device.%2e%2e.{nonce}.{parts[3]}"),
            ("overlong", $"device.{device.Id}.{nonce}.{new string('A', 10_000)}"),
            ("JWT of the same beginning", "device.eyJhbGciOiJub25lIn0.e30."),
        ];

        foreach (var (name, bad) in tokens)
        {
            Assert.Equal($"{name}: {Invalid}", $"{name}: {await RawClient.TryAsync(hub, bad)}");
        }

        // None of them has used it up.
        Assert.Equal("ok", await RawClient.TryAsync(hub, token));
    }

    [Fact]
    public async Task Connect_NonceOfAnotherHost_IsRefused()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        var nonce = await TestDevice.ChallengeAsync(hub, device.Id);

        // Who stands in between has the device sign for his own host, or shows the signature at another.
        Assert.Equal(Invalid, await RawClient.TryAsync(hub, device.TokenOf(nonce, "evil.example"), "evil.example"));
        Assert.Equal(Invalid, await RawClient.TryAsync(hub, device.TokenOf(nonce, hub.Address.Authority), "evil.example"));
    }

    // Who stands in between asks in his own name for what the device is to sign for it.
    [Theory]
    [InlineData("", "evil.example", 421)]
    [InlineData("", "localhost", 421)]
    [InlineData("", "localhost:PORT", 200)]
    [InlineData("", "127.0.0.1:1", 421)]
    [InlineData("", "hub.example.com", 421)]
    [InlineData("hub.example.com", "hub.example.com:8443", 200)]
    [InlineData("hub.example.com", "evil.example", 421)]
    public async Task Challenge_ForAHostThatIsNotTheServers_IsNotMade(string allowed, string host, int status)
    {
        await using var hub = await IdentityHub.StartAsync(
            Store, options => options["connections"]!["allowedHosts"] = new JsonArray([.. allowed.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static name => JsonValue.Create(name))]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connection/challenge") { Content = new StringContent("""{"device":"press-7"}""", Encoding.UTF8, "application/json"), Headers = { Host = host.Replace("PORT", $"{hub.Address.Port}", StringComparison.Ordinal) } };

        using var response = await hub.Http.SendAsync(request, Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Challenge_UnknownDevice_LooksLikeThatOfAKnownOne()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);

        string[] forms = [await FormAsync(device.Id), await FormAsync("nobody-0")];

        Assert.Equal(forms[0], forms[1]);

        async Task<string> FormAsync(string id)
        {
            using var response = await hub.PostAsync("/connection/challenge", new JsonObject { ["device"] = id });
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
            return $"{(int)response.StatusCode} {answer.GetProperty("nonce").GetString()!.Length} {answer.GetProperty("expires_at")} {response.Headers.CacheControl}";
        }
    }

    [Theory]
    [InlineData("{}", 400, "device is missing")]
    [InlineData("""{"device":""}""", 400, "device is missing")]
    [InlineData("""{"device":"a.b"}""", 400, "device must be")]
    [InlineData("""{"device":"\u0000"}""", 400, "NUL")]
    [InlineData("""{"device":17}""", 400, "device")]
    [InlineData("[]", 400, "")]
    [InlineData("no json", 400, "")]
    public async Task Challenge_BadRequest_NamesWhatIsWrong(string body, int status, string message)
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await hub.Http.PostAsync(new Uri("/connection/challenge", UriKind.Relative), content, Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Challenge_TooLarge_OrOfAForeignPage_OrSwitchedOff_IsRefused()
    {
        await using (var hub = await IdentityHub.StartAsync(Store))
        {
            using var large = await hub.PostAsync("/connection/challenge", new JsonObject { ["device"] = new string('a', 5000) });
            Assert.Equal(413, (int)large.StatusCode);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/connection/challenge") { Content = new StringContent("{}") };
            request.Headers.Add("Origin", "https://evil.example");
            using var foreign = await hub.Http.SendAsync(request, Cancelled);
            Assert.Equal(403, (int)foreign.StatusCode);
            using var read = await hub.Http.GetAsync(new Uri("/connection/challenge", UriKind.Relative), Cancelled);
            Assert.Equal(405, (int)read.StatusCode);
        }

        await using var without = await IdentityHub.StartAsync(Store, static options => options["devices"]!["enabled"] = false);
        using var off = await without.PostAsync("/connection/challenge", new JsonObject { ["device"] = "a" });
        Assert.Equal(404, (int)off.StatusCode);
        Assert.Equal(108, (await without.ErrorAsync("device_list")).GetProperty("code").GetInt32());
        Assert.Equal(Invalid, await RawClient.TryAsync(without, "device.a.b.c"));
    }

    [Fact]
    public async Task Disable_LiveConnection_ClosesAtOnce_AndComesBackOnlyWhenAllowed()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        using var client = await RawClient.ConnectAsync(hub, await device.TokenAsync(hub));

        await hub.CallAsync("device_disable", new JsonObject { ["id"] = device.Id });

        Assert.Equal("closed 3507", await client.CloseAsync());
        Assert.Equal("closed 3507", await RawClient.TryAsync(hub, await device.TokenAsync(hub)));
        await hub.CallAsync("device_disable", new JsonObject { ["id"] = device.Id, ["disabled"] = false });
        using var again = await RawClient.ConnectAsync(hub, await device.TokenAsync(hub));
        Assert.Equal("ok", again.Outcome);

        await hub.CallAsync("device_delete", new JsonObject { ["id"] = device.Id });
        Assert.Equal("closed 3507", await again.CloseAsync());
        Assert.Equal(Invalid, await RawClient.TryAsync(hub, await device.TokenAsync(hub)));
    }

    [Fact]
    public async Task OwnChannel_NobodyElse_FollowsOrReadsIt()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        using var other = new TestDevice("p1363", "other");
        await device.RegisterAsync(hub);
        await other.RegisterAsync(hub);
        using var client = await RawClient.ConnectAsync(hub, await other.TokenAsync(hub));
        using var own = await RawClient.ConnectAsync(hub, await device.TokenAsync(hub));
        await hub.CallAsync("publish", new JsonObject { ["channel"] = "device:press-7", ["data"] = 1 });

        Assert.Equal("103", await client.AskAsync("""{"id":2,"subscribe":{"channel":"device:press-7"}}"""));
        Assert.Equal("103", await client.AskAsync("""{"id":3,"history":{"channel":"device:press-7","limit":1}}"""));
        var explained = await hub.CallAsync("explain", new JsonObject { ["operation"] = "subscribe", ["channel"] = "device:press-7", ["user"] = "press-7" });
        Assert.Equal("device", explained.GetProperty("rule").GetString());
        Assert.False(explained.GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public async Task Seen_ConnectedDevice_IsNotedNowAndThen()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        using var client = await RawClient.ConnectAsync(hub, await device.TokenAsync(hub));
        var watch = hub.Services.GetRequiredService<DeviceWatch>();
        var connectedAt = hub.Time.GetUtcNow().ToUnixTimeMilliseconds();

        hub.Time.Shift(TimeSpan.FromSeconds(100));
        await watch.NoteAsync(Cancelled);
        Assert.Equal(connectedAt, await SeenAtAsync());
        hub.Time.Shift(TimeSpan.FromSeconds(200));
        await watch.NoteAsync(Cancelled);
        Assert.Equal(connectedAt + 300_000, await SeenAtAsync());

        async Task<long> SeenAtAsync() => (await hub.CallAsync("device_get", new JsonObject { ["id"] = device.Id })).GetProperty("seen_at").GetInt64();
    }

    [Fact]
    public async Task Connect_OneAnswerAtOnceManyTimes_EntersOnce()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("p1363");
        await device.RegisterAsync(hub);
        var token = await device.TokenAsync(hub);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RawClient.TryAsync(hub, token)));

        Assert.Single(outcomes, "ok");
        Assert.All(outcomes.Where(static outcome => outcome != "ok"), static outcome => Assert.Equal("109 used", outcome));
    }
}
