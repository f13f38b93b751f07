using System.Net;
using System.Text.Json;
using Switchboard.Protocols.Centrifuge;
using Xunit;

namespace Switchboard.Tests.Protocols.Centrifuge;

public sealed class UniSseTests
{
    private const string Path = "/connection/uni_sse";
    private const string A = "chat:a";
    private const string B = "chat:b";

    [Fact]
    public async Task Stream_Begins_WithConnectWithoutWrapper()
    {
        await using var hub = await StreamHub.StartAsync();

        using var stream = await hub.GetAsync(Path, Request(A));

        var connect = (await stream.ReadAsync()).GetProperty("connect");
        Assert.True(connect.GetProperty("subs").TryGetProperty(A, out _));
        Assert.False(connect.TryGetProperty("pong", out _));
        Assert.NotEmpty(stream.LastId!);
    }

    [Fact]
    public async Task Stream_RequestAsBody_IsTheSame()
    {
        await using var hub = await StreamHub.StartAsync();

        using var stream = await hub.PostAsync(Path, Request(A));

        Assert.True((await stream.ReadAsync()).GetProperty("connect").GetProperty("subs").TryGetProperty(A, out _));
    }

    [Theory]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("""{"token":"no token"}""", HttpStatusCode.Unauthorized)]
    public async Task Stream_RequestThatNoRepetitionMends_IsRefusedByStatus(string request, HttpStatusCode expected)
    {
        await using var hub = await StreamHub.StartAsync();

        using var stream = await hub.GetAsync(Path, request);

        Assert.Equal(expected, stream.Status);
    }

    [Fact]
    public async Task Stream_NoRequestWhereAnonymousMayConnect_IsAnEmptyOne()
    {
        await using var hub = await StreamHub.StartAsync("Switchboard:connections:allowAnonymous=true");

        using var stream = await hub.GetAsync(Path, "");

        Assert.True((await stream.ReadAsync()).TryGetProperty("connect", out _));
    }

    [Fact]
    public async Task LastEventId_OfAnyEvent_ResumesExactlyWhatWasMissed()
    {
        await using var hub = await StreamHub.StartAsync();
        var ids = new List<string>();
        using (var before = await hub.GetAsync(Path, Request(A, B)))
        {
            await before.ReadAsync();
            ids.Add(before.LastId!);
            foreach (var (channel, value) in new[] { (A, "1"), (B, "1"), (A, "2") })
            {
                await hub.PublishAsync(channel, value);
                await before.ReadAsync();
                ids.Add(before.LastId!);
            }
        }

        (string[] OfA, string[] OfB)[] missed = [(["1", "2"], ["1"]), (["2"], ["1"]), (["2"], []), ([], [])];
        foreach (var (id, expected) in ids.Zip(missed))
        {
            using var resumed = await hub.GetAsync(Path, Request(A, B), id);
            var subscriptions = (await resumed.ReadAsync()).GetProperty("connect").GetProperty("subs");
            Assert.Equal(expected.OfA, Recovered(subscriptions.GetProperty(A)));
            Assert.Equal(expected.OfB, Recovered(subscriptions.GetProperty(B)));
            Assert.Equal(ids[^1], resumed.LastId);
        }
    }

    [Fact]
    public async Task LastEventId_OfAnotherEpoch_RecoversNothing()
    {
        await using var hub = await StreamHub.StartAsync();
        await hub.PublishAsync(A, "1");
        var id = PositionToken.Write([KeyValuePair.Create(PositionToken.KeyOf(A), new Position(0, "another"))]);

        using var stream = await hub.GetAsync(Path, Request(A), id);

        var subscription = (await stream.ReadAsync()).GetProperty("connect").GetProperty("subs").GetProperty(A);
        Assert.True(subscription.GetProperty("was_recovering").GetBoolean());
        Assert.False(subscription.TryGetProperty("recovered", out _));
        Assert.False(subscription.TryGetProperty("publications", out _));
    }

    [Fact]
    public async Task LastEventId_OfAMap_ResumesWhileTheStreamHasIt()
    {
        const string Map = "map:a";
        await using var hub = await StreamHub.StartAsync("Switchboard:namespaces:map:type=map", "Switchboard:namespaces:map:allowSubscribe=user", "Switchboard:namespaces:map:mapStreamSize=2");
        var maps = hub.Get<ISwitchboard>();
        async Task SetAsync(string key) => await maps.MapPublishAsync(Map, key, "1"u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken);
        string[] KeysOf(JsonElement subscription)
            => subscription.TryGetProperty("publications", out var sent) ? [.. sent.EnumerateArray().Select(entry => entry.GetProperty("key").GetString()!)] : [];
        await SetAsync("a");
        await SetAsync("b");
        string begun;
        using (var before = await hub.GetAsync(Path, Request(Map)))
        {
            Assert.Equal(["a", "b"], KeysOf((await before.ReadAsync()).GetProperty("connect").GetProperty("subs").GetProperty(Map)), StringComparer.Ordinal);
            begun = before.LastId!;
        }

        await SetAsync("c");
        using (var resumed = await hub.GetAsync(Path, Request(Map), begun))
        {
            var subscription = (await resumed.ReadAsync()).GetProperty("connect").GetProperty("subs").GetProperty(Map);
            Assert.Equal((true, "c"), (subscription.GetProperty("recovered").GetBoolean(), Assert.Single(KeysOf(subscription))));
        }

        await SetAsync("d");
        await SetAsync("e");
        using var anew = await hub.GetAsync(Path, Request(Map), begun);
        var whole = (await anew.ReadAsync()).GetProperty("connect").GetProperty("subs").GetProperty(Map);
        Assert.False(whole.TryGetProperty("recovered", out _));
        Assert.Equal(["a", "b", "c", "d", "e"], KeysOf(whole), StringComparer.Ordinal);
    }

    [Fact]
    public async Task LastEventId_ChannelThatMayNotBeHadAnyMore_StaysClosed()
    {
        await using var hub = await StreamHub.StartAsync();
        string? id;
        using (var before = await hub.GetAsync(Path, Request(A, B)))
        {
            await before.ReadAsync();
            id = before.LastId;
        }

        using var resumed = await hub.GetAsync(Path, Request(A), id);

        var subscriptions = (await resumed.ReadAsync()).GetProperty("connect").GetProperty("subs");
        Assert.True(subscriptions.TryGetProperty(A, out _));
        Assert.False(subscriptions.TryGetProperty(B, out _));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AQ==")]
    [InlineData("{}")]
    [InlineData("AQAAAAAAAAAAAAAA")]
    public async Task LastEventId_MadeUp_DoesNoHarm(string id)
    {
        await using var hub = await StreamHub.StartAsync();

        using var stream = await hub.GetAsync(Path, Request(A), id);

        Assert.False((await stream.ReadAsync()).GetProperty("connect").GetProperty("subs").GetProperty(A).TryGetProperty("was_recovering", out _));
    }

    [Fact]
    public async Task Stream_ReaderTooSlow_IsToldAndMissesNothing()
    {
        await using var hub = await StreamHub.StartAsync(
            "Switchboard:limits:outboundQueueBytes=100000", "Switchboard:limits:recoveredPublications=2000");
        using var slow = await hub.GetAsync(Path, Request(A));
        await slow.ReadAsync();
        var published = await hub.FloodAsync(A);
        var messages = await slow.ReadToEndAsync();
        Assert.Equal(3008u, messages[^1].GetProperty("disconnect").GetProperty("code").GetUInt32());
        Assert.True(messages[^1].GetProperty("disconnect").GetProperty("reconnect").GetBoolean());

        using var resumed = await hub.GetAsync(Path, Request(A), slow.LastId);

        var missed = Recovered((await resumed.ReadAsync()).GetProperty("connect").GetProperty("subs").GetProperty(A));
        Assert.Equal(published, messages.Count - 1 + missed.Length);
    }

    [Fact]
    public async Task Stream_ServerCloses_EndsWithDisconnect()
    {
        await using var hub = await StreamHub.StartAsync();
        using var stream = await hub.GetAsync(Path, Request(A));
        await stream.ReadAsync();

        await hub.DisconnectAsync(CloseCodes.ForceReconnect);

        var last = Assert.Single(await stream.ReadToEndAsync()).GetProperty("disconnect");
        Assert.Equal(3011u, last.GetProperty("code").GetUInt32());
    }

    private static string Request(params string[] channels) => $$"""{"token":"{{StreamHub.Token(channels)}}"}""";

    private static string[] Recovered(JsonElement subscription)
    {
        Assert.True(subscription.GetProperty("recovered").GetBoolean());
        return subscription.TryGetProperty("publications", out var publications)
            ? [.. publications.EnumerateArray().Select(publication => publication.GetProperty("data").GetRawText())]
            : [];
    }
}
