using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using SocketIOClient;
using SocketIOClient.Transport;
using Switchboard.Protocols.SocketIo;
using Switchboard.Specs;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Security;
using Xunit;
using Client = SocketIOClient.SocketIO;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Bytes in what members of the hub say and are told.</summary>
public sealed class SocketIoBinaryTests
{
    private const string Configuration = $$"""
        {
          "namespaces": {
            "default": { "historySize": 100, "allowSubscribe": ["user"], "allowPublish": ["user"], "allowCall": ["user"], "allowServe": ["user"], "allowSend": ["user"] },
            "any": { "historySize": 100, "payload": "any", "allowSubscribe": ["user"], "allowPublish": ["user"], "allowHistory": ["user"], "allowSend": ["user"] }
          },
          "tokens": { "hmacSecret": "{{SigningKeys.Secret}}" },
          "inbox": { "namespace": "any" },
          "api": { "keys": [ { "name": "all", "key": "a key for everything" } ] },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    private static readonly byte[] _bytes = [0, 1, 2, 255];

    // All that makes them bytes is that the client sends them as such.
    private static readonly byte[] _bytesLikeJson = "42"u8.ToArray();

    [Theory]
    [MemberData(nameof(SocketIoDotNetClientTests.Ways), MemberType = typeof(SocketIoDotNetClientTests))]
    public async Task Publish_Bytes_AreBytesLiveInHistoryAndRecovery(int version, TransportProtocol transport)
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        using var ann = await ConnectAsync(hub, "ann", version, transport);
        var start = await AskAsync(ann, "subscribe", new { channel = "any:a" });
        var live = new TaskCompletionSource<SocketIOResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        ann.On("publication", response => live.TrySetResult(response));

        await AskAsync(ann, "publish", new { channel = "any:a", data = _bytes });
        Assert.Equal(_bytes, (await live.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken)).GetValue<Told>().Data);
        await AskAsync(ann, "publish", new { channel = "any:a", data = _bytesLikeJson });
        await AskAsync(ann, "publish", new { channel = "any:a", data = _bytes, @event = "file" });

        byte[][] all = [_bytes, _bytesLikeJson, _bytes];
        var history = await AskAsync(ann, "history", new { channel = "any:a", limit = 10 });
        Assert.Equal(all, history.GetValue<Page>().Publications.Select(static it => it.Data));
        await AskAsync(ann, "unsubscribe", new { channel = "any:a" });
        var position = start.GetValue<JsonElement>();
        var recovered = await AskAsync(ann, "subscribe", new { channel = "any:a", recover = true, epoch = position.GetProperty("epoch").GetString(), offset = 0 });
        Assert.Equal(all, recovered.GetValue<Page>().Publications.Select(static it => it.Data));
    }

    [Theory]
    [MemberData(nameof(SocketIoDotNetClientTests.Ways), MemberType = typeof(SocketIoDotNetClientTests))]
    public async Task Send_Bytes_AreBytesInTheInbox(int version, TransportProtocol transport)
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        using var ann = await ConnectAsync(hub, "ann", version, transport);

        await AskAsync(ann, "send", new { user = "ann", data = _bytesLikeJson });
        await AskAsync(ann, "send", new { user = "ann", data = _bytes });
        await AskAsync(ann, "send", new { user = "ann", data = "text" });

        var messages = (await AskAsync(ann, "inbox", new { })).GetValue<JsonElement>().GetProperty("messages");
        Assert.Equal("text", messages[0].GetProperty("data").GetString());
        Assert.Equal("""{"_placeholder":true,"num":0}""", messages[1].GetProperty("data").GetRawText());
        Assert.Equal("""{"_placeholder":true,"num":1}""", messages[2].GetProperty("data").GetRawText());
        Assert.False(messages[1].TryGetProperty("b64data", out _));
    }

    [Theory]
    [InlineData("publish", """{"channel":"a","data":{"_placeholder":true,"num":0}}""", "payload is any")]
    [InlineData("publish", """{"channel":"any:a","data":{"a":{"_placeholder":true,"num":0}}}""", "whole of the field data")]
    [InlineData("publish", """{"channel":"any:a","data":[1,{"\u005fplaceholder":true,"num":0}]}""", "whole of the field data")]
    [InlineData("publish", """{"channel":"any:a","data":1,"tags":{"_placeholder":true,"num":0}}""", "whole of the field data")]
    [InlineData("publish", """{"_placeholder":true,"num":0}""", "whole of the field data")]
    [InlineData("subscribe", """{"channel":"any:a","data":{"_placeholder":true,"num":0}}""", "takes JSON")]
    [InlineData("send", """{"user":"ann","data":{"a":{"_placeholder":true,"num":0}}}""", "whole of the field data")]
    [InlineData("send", """{"users":{"_placeholder":true,"num":0},"data":1}""", "whole of the field data")]
    [InlineData("call", """{"method":"m","data":{"_placeholder":true,"num":0}}""", "takes JSON")]
    [InlineData("call", """{"method":"m","data":[{"_placeholder":true,"num":0}]}""", "whole of the field data")]
    [InlineData("answer", """{"id":"x","progress":{"_placeholder":true,"num":0}}""", "whole of the field data")]
    [InlineData("answer", """{"id":"x","data":{"_placeholder":true,"num":0}}""", "takes JSON")]
    [InlineData("schedule", """{"delay_ms":1,"publish":{"channel":"any:a","data":{"_placeholder":true,"num":0}}}""", "whole of the field data")]
    public async Task Command_WithBytesThatItCannotTake_IsABadRequestThatSaysWhy(string name, string fields, string reason)
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var ann = await EnterAsync(hub, "ann");

        await ann.SendAsync($"451-0[\"{name}\",{fields}]");
        await ann.SendAsync(_bytes);

        var answer = await ann.NextAsync();
        Assert.StartsWith("430[{\"error\":{\"code\":107,", answer, StringComparison.Ordinal);
        Assert.Contains(reason, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_JsonLikeAPlaceholder_StaysJson()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var ann = await EnterAsync(hub, "ann", """{"_placeholder":true,"num":7}""");
        await ann.AskAsync("""420["subscribe",{"channel":"any:a"}]""");

        await ann.SendAsync("""42["publish",{"channel":"any:a","data":{"_placeholder":true,"num":0}}]""");

        // There is no attachment, so that nobody looks for placeholders.
        var publication = await ann.NextAsync();
        Assert.StartsWith("""42["publication",{"channel":"any:a","data":{"_placeholder":true,"num":0},""", publication, StringComparison.Ordinal);
        Assert.Contains("""conn_info":{"_placeholder":true,"num":7}""", publication, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_BytesByWhoHasInfoLikeAPlaceholder_CarriesItAsText()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var ann = await EnterAsync(hub, "ann", """{"a":[{"_placeholder":true,"num":7}]}""");
        var start = await ann.AskAsync("""420["subscribe",{"channel":"any:a","meta":true}]""");
        await ann.SendAsync("""42["publish",{"channel":"any:a","data":{"_placeholder":1},"tags":{"_placeholder":"x","colour":"red"}}]""");
        Assert.StartsWith("42[\"publication\"", await ann.NextAsync(), StringComparison.Ordinal);

        foreach (var name in new[] { "", ",\"event\":\"file\"" })
        {
            await ann.SendAsync($$"""451-["publish",{"channel":"any:a","data":{"_placeholder":true,"num":0},"tags":{"_placeholder":"x","colour":"red"}{{name}}}]""");
            await ann.SendAsync(_bytes);
            AssertOnlyPlaceholders(1, await ann.NextAsync(), """ "conn_info":"{\"a\":[{\"_placeholder\":true,\"num\":7}]}" """, """ "colour":"red" """);
            Assert.Equal("b000102FF", await ann.NextAsync());
        }

        // What looks like a placeholder, and bytes, each have an answer of their own.
        var epoch = JsonElement.Parse(start.AsSpan(3))[0].GetProperty("epoch").GetString();
        var first = await ann.AskAsync("""421["history",{"channel":"any:a","limit":10}]""");
        Assert.StartsWith("""431[{"publications":[{"data":{"_placeholder":1},""", first, StringComparison.Ordinal);
        Assert.Equal(1, JsonElement.Parse(first.AsSpan(3))[0].GetProperty("publications").GetArrayLength());
        var rest = await ann.AskAsync($$"""421["history",{"channel":"any:a","limit":10,"since":{"offset":1,"epoch":"{{epoch}}"} }]""");
        AssertOnlyPlaceholders(2, rest, """ "conn_info":"{\"a\":[{\"_placeholder\":true,\"num\":7}]}" """);
        Assert.Equal("b000102FF b000102FF", $"{await ann.NextAsync()} {await ann.NextAsync()}");
        await ann.AskAsync("""422["unsubscribe",{"channel":"any:a"}]""");
        Assert.StartsWith(
            "433[{\"recovered\":true,", await ann.AskAsync($$"""423["subscribe",{"channel":"any:a","recover":true,"epoch":"{{epoch}}","offset":0}]"""), StringComparison.Ordinal);
        Assert.StartsWith("451-[\"publication\",", await ann.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("b000102FF", await ann.NextAsync());
        Assert.StartsWith("451-[\"file\",", await ann.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inbox_WithJsonLikeAPlaceholder_KeepsBytesInBase64()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var ann = await EnterAsync(hub, "ann");
        await using var bob = await EnterAsync(hub, "bob");
        await ann.SendAsync("""451-0["send",{"user":"bob","data":{"_placeholder":true,"num":0}}]""");
        await ann.SendAsync(_bytes);
        Assert.StartsWith("430[{\"messages\"", await ann.NextAsync(), StringComparison.Ordinal);
        await SkipMessageAsync(bob);
        Assert.StartsWith("461-1[{\"messages\":[{", await bob.AskAsync("""421["inbox"]"""), StringComparison.Ordinal);
        await SkipAsync(bob, 1);

        await ann.AskAsync("""420["send",{"user":"bob","data":{"_placeholder":true,"num":0}}]""");
        await bob.NextAsync();

        var page = await bob.AskAsync("""421["inbox"]""");
        Assert.StartsWith("431[", page, StringComparison.Ordinal);
        Assert.Contains("\"data\":{\"_placeholder\":true,\"num\":0}", page, StringComparison.Ordinal);
        Assert.Contains("\"b64data\":\"AAEC/w==\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_OfMoreBytesThanAPacketHolds_EndsBeforeAndGoesOn()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var ann = await EnterAsync(hub, "ann");
        await PublishAsync(ann, 12);

        var page = await ann.AskAsync("""421["history",{"channel":"any:a","limit":100}]""");
        Assert.StartsWith("4610-1[", page, StringComparison.Ordinal);
        await SkipAsync(ann, 10);
        var read = JsonElement.Parse(page.AsSpan(page.IndexOf('[', StringComparison.Ordinal)))[0];
        Assert.Equal((10, 12ul), (read.GetProperty("publications").GetArrayLength(), read.GetProperty("offset").GetUInt64()));
        var rest = await ann.AskAsync($$"""421["history",{"channel":"any:a","limit":100,"since":{"offset":10,"epoch":"{{read.GetProperty("epoch").GetString()}}"} }]""");
        Assert.StartsWith("462-1[", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovery_OfMoreBytesThanAPacketHolds_BringsTheRestAsPublications()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var ann = await EnterAsync(hub, "ann");
        await PublishAsync(ann, 12);
        var epoch = JsonElement.Parse((await ann.AskAsync("""421["history",{"channel":"any:a","limit":0}]""")).AsSpan(3))[0].GetProperty("epoch").GetString();

        Assert.StartsWith("4610-2[", await ann.AskAsync($$"""422["subscribe",{"channel":"any:a","recover":true,"epoch":"{{epoch}}","offset":0}]"""), StringComparison.Ordinal);
        await SkipAsync(ann, 10);
        foreach (var offset in new[] { 11, 12 })
        {
            var publication = await ann.NextAsync();
            Assert.StartsWith("451-[\"publication\",", publication, StringComparison.Ordinal);
            Assert.Contains($"\"offset\":{offset},", publication, StringComparison.Ordinal);
            await SkipAsync(ann, 1);
        }
    }

    [Theory]
    [InlineData("5", "neither data nor error")]
    [InlineData("[1]", "neither data nor error")]
    [InlineData("\"x\"", "neither data nor error")]
    [InlineData("{\"data\":{\"_placeholder\":true,\"num\":0}}", "calls carry JSON")]
    [InlineData("{\"error\":\"not found\"}", "'error' ")]
    [InlineData("{\"error\":{\"code\":\"450\"}}", "'error.code' ")]
    [InlineData("{\"error\":{\"code\":450,\"message\":\"\\u0000\"}}", "'error.message' has a NUL")]
    [InlineData("{\"error\":{\"code\":5}}", "from 400 to 1999")]
    [InlineData("{\"error\":{}}", "from 400 to 1999")]
    [InlineData("{\"progress\":5}", "is no answer but progress")]
    public async Task Call_AcknowledgedWithNoAnswer_EndsInAnErrorThatSaysSo(string argument, string reason)
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var worker = await EnterAsync(hub, "worker");
        await using var caller = await EnterAsync(hub, "caller");
        await worker.AskAsync("""420["serve",{"method":"m"}]""");
        await caller.SendAsync("""420["call",{"method":"m"}]""");
        var call = await worker.NextAsync();
        var number = call[2..call.IndexOf('[', StringComparison.Ordinal)];

        var isBinary = argument.Contains("num", StringComparison.Ordinal);
        await worker.SendAsync($"{(isBinary ? "461-" : "43")}{number}[{argument}]");
        if (isBinary)
        {
            await worker.SendAsync(_bytes);
        }

        var answer = await caller.NextAsync();
        Assert.StartsWith("430[{\"error\":{\"code\":100,", answer, StringComparison.Ordinal);
        Assert.Contains(reason, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{ }")]
    public async Task Call_AcknowledgedWithNothing_HasAResultWithoutData(string argument)
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var worker = await EnterAsync(hub, "worker");
        await using var caller = await EnterAsync(hub, "caller");
        await worker.AskAsync("""420["serve",{"method":"m"}]""");
        await caller.SendAsync("""420["call",{"method":"m"}]""");
        var call = await worker.NextAsync();

        await worker.SendAsync($"43{call[2..call.IndexOf('[', StringComparison.Ordinal)]}[{argument}]");

        Assert.Equal("430[{}]", await caller.NextAsync());
    }

    /// <summary>Data that looks like progress from afar is an answer as any other: its call is forgotten.</summary>
    [Fact]
    public async Task Call_AcknowledgedWithDataAboutProgress_IsOver()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var worker = await EnterAsync(hub, "worker");
        await using var caller = await EnterAsync(hub, "caller");
        await worker.AskAsync("""420["serve",{"method":"m"}]""");
        await caller.SendAsync("""420["call",{"method":"m"}]""");
        var call = await worker.NextAsync();
        var number = call[2..call.IndexOf('[', StringComparison.Ordinal)];

        await worker.SendAsync($$$"""43{{{number}}}[{"data":{"progress":1}}]""");

        Assert.Equal("""430[{"data":{"progress":1}}]""", await caller.NextAsync());
        await Eventually.TrueAsync(() => hub.Services.GetRequiredService<CallAcks>().Find(long.Parse(number, CultureInfo.InvariantCulture)) is null, TestContext.Current.CancellationToken);
    }

    /// <summary>Asserts that a packet has so many placeholders and no other object that could be taken for one.</summary>
    private static void AssertOnlyPlaceholders(int count, string packet, params string[] parts)
    {
        var objects = JsonElement.Parse(packet.AsSpan(packet.IndexOf('[', StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0, count), NumbersIn(objects));
        Assert.All(parts, part => Assert.Contains(part.Trim(), packet, StringComparison.Ordinal));
    }

    private static IEnumerable<int> NumbersIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(NumbersIn),
        JsonValueKind.Object when value.TryGetProperty("_placeholder", out _) => [value.GetProperty("num").GetInt32()],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(static it => NumbersIn(it.Value)),
        _ => [],
    };

    private static async Task PublishAsync(SioSocket socket, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await socket.SendAsync("""451-0["publish",{"channel":"any:a","data":{"_placeholder":true,"num":0}}]""");
            await socket.SendAsync(_bytes);
            Assert.Equal("430[{}]", await socket.NextAsync());
        }
    }

    private static async Task SkipMessageAsync(SioSocket socket)
    {
        Assert.StartsWith("451-[\"publication\",", await socket.NextAsync(), StringComparison.Ordinal);
        await SkipAsync(socket, 1);
    }

    private static async Task SkipAsync(SioSocket socket, int attachments)
    {
        for (var i = 0; i < attachments; i++)
        {
            Assert.Equal("b000102FF", await socket.NextAsync());
        }
    }

    private static async Task<SioSocket> EnterAsync(TestHub hub, string user, string info = "{}")
    {
        var token = TokenFactory.Create($$"""{"sub":"{{user}}","info":{{info}}}""");
        var socket = await SioSocket.EnterAsync(hub.BaseAddress, $$"""{"token":"{{token}}"}""");

        // The inbox's.
        Assert.StartsWith("42[\"subscribe\",", await socket.NextAsync(), StringComparison.Ordinal);
        return socket;
    }

    private static async Task<Client> ConnectAsync(TestHub hub, string user, int version, TransportProtocol transport)
    {
        var token = TokenFactory.Create($$"""{"sub":"{{user}}"}""");
        var client = new Client(hub.BaseAddress, new SocketIOOptions
        {
            EIO = version,
            Transport = transport,
            AutoUpgrade = false,
            Reconnection = false,
            Auth = new { token },
            Query = [new("token", token)],
        });
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnConnected += (_, _) => connected.TrySetResult();
        await client.ConnectAsync();
        await connected.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task<SocketIOResponse> AskAsync(Client client, string name, params object[] values)
    {
        var answer = new TaskCompletionSource<SocketIOResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        await client.EmitAsync(name, response => answer.TrySetResult(response), values);
        var answered = await answer.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.False(answered.GetValue<JsonElement>().TryGetProperty("error", out var error), error.ToString());
        return answered;
    }

    private sealed record Told([property: JsonPropertyName("data")] byte[] Data);

    private sealed record Page([property: JsonPropertyName("publications")] Told[] Publications);
}
