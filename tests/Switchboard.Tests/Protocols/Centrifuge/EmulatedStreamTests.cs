using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.Centrifuge;

public sealed class EmulatedStreamTests
{
    private const string Sse = "/connection/sse";
    private const string HttpStream = "/connection/http_stream";
    private const string Subscribe = """{"id":2,"subscribe":{"channel":"chat:a"}}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Sse, HttpProtocols.Http1)]
    [InlineData(HttpStream, HttpProtocols.Http1)]
    [InlineData(Sse, HttpProtocols.Http2)]
    [InlineData(HttpStream, HttpProtocols.Http2)]
    public async Task Stream_CommandsByEmulation_AreAnsweredInOrder(string path, HttpProtocols protocol)
    {
        await using var hub = await StreamHub.StartAsync(protocol);
        using var stream = await OpenAsync(hub, path, Connect());
        var (session, node) = SessionOf(await stream.ReadAsync());

        var status = await hub.EmulateAsync(session, node, Subscribe + "\n" + """{"id":3,"publish":{"channel":"chat:a","data":{"n":1}}}""");

        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.True((await stream.ReadAsync()).TryGetProperty("subscribe", out _));
        var messages = new[] { await stream.ReadAsync(), await stream.ReadAsync() };
        Assert.Contains(messages, message => message.TryGetProperty("id", out var id) && id.GetInt32() == 3);
        var push = Assert.Single(messages, message => message.TryGetProperty("push", out _)).GetProperty("push");
        Assert.Equal("""{"n":1}""", push.GetProperty("pub").GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData(Sse)]
    [InlineData(HttpStream)]
    public async Task Stream_SeveralFirstCommands_AreAllAnswered(string path)
    {
        await using var hub = await StreamHub.StartAsync();

        using var stream = await OpenAsync(hub, path, Connect() + "\n" + Subscribe);

        Assert.True((await stream.ReadAsync()).TryGetProperty("connect", out _));
        Assert.True((await stream.ReadAsync()).TryGetProperty("subscribe", out _));
    }

    [Theory]
    [InlineData(Sse)]
    [InlineData(HttpStream)]
    public async Task Stream_ServerCloses_EndsWithDisconnectPush(string path)
    {
        await using var hub = await StreamHub.StartAsync();
        using var stream = await OpenAsync(hub, path, Connect());
        await stream.ReadAsync();

        await hub.DisconnectAsync(CloseCodes.ForceDisconnect);

        var last = Assert.Single(await stream.ReadToEndAsync());
        Assert.Equal(3503u, DisconnectCodeOf(last));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("""{"id":1,"subscribe":{"channel":"chat:a"}}""")]
    public async Task Stream_FirstCommandIsNoConnect_EndsWith3501(string commands)
    {
        await using var hub = await StreamHub.StartAsync();

        using var stream = await OpenAsync(hub, Sse, commands);

        Assert.Equal(3501u, DisconnectCodeOf(Assert.Single(await stream.ReadToEndAsync())));
    }

    [Fact]
    public async Task Stream_InvalidToken_EndsWith3500()
    {
        await using var hub = await StreamHub.StartAsync();

        using var stream = await OpenAsync(hub, HttpStream, """{"id":1,"connect":{"token":"no token"}}""");

        Assert.Equal(3500u, DisconnectCodeOf(Assert.Single(await stream.ReadToEndAsync())));
    }

    [Theory]
    [InlineData(Sse, HttpProtocols.Http1)]
    [InlineData(HttpStream, HttpProtocols.Http1)]
    [InlineData(Sse, HttpProtocols.Http2)]
    public async Task Stream_ReaderTooSlow_EndsWith3008(string path, HttpProtocols protocol)
    {
        await using var hub = await StreamHub.StartAsync(protocol, "Switchboard:limits:outboundQueueBytes=100000");
        using var stream = await OpenAsync(hub, path, Connect("chat:a"));
        await stream.ReadAsync();

        var published = await hub.FloodAsync("chat:a");

        var messages = await stream.ReadToEndAsync();
        Assert.Equal(3008u, DisconnectCodeOf(messages[^1]));
        Assert.InRange(messages.Count, 2, published);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Stream_ReaderStuckWhileClosing_IsCut(HttpProtocols protocol)
    {
        await using var hub = await StreamHub.StartAsync(
            protocol, "Switchboard:limits:outboundQueueBytes=200000000", "Switchboard:connections:closeTimeoutSeconds=1");
        using var stream = await OpenAsync(hub, Sse, Connect("chat:a"));
        await stream.ReadAsync();
        var connection = hub.Connection;
        var transport = new RecordingTransport(connection.AttachedTransport);
        connection.AttachedTransport = transport;

        // More than all buffers on the way take.
        var filling = $"\"{new string('x', 50_000)}\"";
        for (var i = 0; i < 1000; i++)
        {
            await hub.PublishAsync("chat:a", filling);
        }

        await hub.DisconnectAsync(CloseCodes.ForceDisconnect);

        await transport.Cutting.WaitAsync(Patience.Limit, Cancelled);
        await Assert.ThrowsAnyAsync<IOException>(stream.ReadToEndAsync);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Stream_ClientGone_SessionIsGone(HttpProtocols protocol)
    {
        await using var hub = await StreamHub.StartAsync(protocol);
        var stream = await OpenAsync(hub, Sse, Connect());
        var (session, node) = SessionOf(await stream.ReadAsync());
        var connection = hub.Connection;

        stream.Dispose();

        await connection.Outbound.Ended.WaitAsync(Patience.Limit, Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, await hub.EmulateAsync(session, node, Subscribe));
    }

    [Fact]
    public async Task Stream_Headers_TellProxiesNotToGather()
    {
        await using var hub = await StreamHub.StartAsync();

        using var stream = await OpenAsync(hub, Sse, Connect());

        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.MediaType);
        Assert.True(stream.Response.Headers.CacheControl?.NoStore);
        Assert.Equal("no", Assert.Single(stream.Response.Headers.GetValues("X-Accel-Buffering")));
    }

    [Fact]
    public async Task HttpStream_BodyTooBig_Is413()
    {
        await using var hub = await StreamHub.StartAsync("Switchboard:limits:messageBytes=1000");

        using var stream = await OpenAsync(hub, HttpStream, new string(' ', 1001));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, stream.Status);
    }

    [Fact]
    public async Task HttpStream_Protobuf_SpeaksProtobufBothWays()
    {
        await using var hub = await StreamHub.StartAsync();
        var connect = Proto.Message([.. Proto.Number(1, 1), .. Proto.Field(4, Proto.Text(1, StreamHub.Token()))]);
        using var request = new HttpRequestMessage(HttpMethod.Post, HttpStream) { Content = Binary(connect) };
        using var response = await hub.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        await using var body = await response.Content.ReadAsStreamAsync(Cancelled);
        var reply = await Proto.ReadAsync(body, Cancelled);
        var result = Proto.Parse(reply[5]);

        var command = Proto.Message([.. Proto.Number(1, 7), .. Proto.Field(5, Proto.Text(1, "chat:a"))]);
        var emulation = Proto.Field(1, result[10]).Concat(Proto.Field(2, result[9])).Concat(Proto.Field(3, command));
        using var taken = await hub.Client.PostAsync("/emulation", Binary([.. emulation]), Cancelled);

        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        var subscribed = await Proto.ReadAsync(body, Cancelled);
        Assert.Equal([7], subscribed[1]);
        Assert.True(subscribed.ContainsKey(6));
    }

    [Fact]
    public async Task Emulation_UnknownSessionOrNode_Is404()
    {
        await using var hub = await StreamHub.StartAsync();
        using var stream = await OpenAsync(hub, Sse, Connect());
        var (session, node) = SessionOf(await stream.ReadAsync());

        Assert.Equal(HttpStatusCode.NotFound, await hub.EmulateAsync("another", node, Subscribe));
        Assert.Equal(HttpStatusCode.NotFound, await hub.EmulateAsync(session, "another", Subscribe));
        Assert.Equal(HttpStatusCode.NotFound, await hub.EmulateAsync("", "", Subscribe));
    }

    [Theory]
    [InlineData(1000, HttpStatusCode.NoContent)]
    [InlineData(1001, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(10_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Emulation_DataOfSize_IsTakenUpToTheLimit(int size, HttpStatusCode expected)
    {
        await using var hub = await StreamHub.StartAsync("Switchboard:limits:messageBytes=1000");
        using var stream = await OpenAsync(hub, Sse, Connect());
        var (session, node) = SessionOf(await stream.ReadAsync());

        Assert.Equal(expected, await hub.EmulateAsync(session, node, Subscribe.PadRight(size)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"session":1}""")]
    public async Task Emulation_NoSuchRequest_Is400(string body)
    {
        await using var hub = await StreamHub.StartAsync();

        using var response = await hub.Client.PostAsync("/emulation", new StringContent(body), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Emulation_MalformedCommands_CloseTheSessionWith3501()
    {
        await using var hub = await StreamHub.StartAsync();
        using var stream = await OpenAsync(hub, Sse, Connect());
        var (session, node) = SessionOf(await stream.ReadAsync());

        Assert.Equal(HttpStatusCode.NoContent, await hub.EmulateAsync(session, node, "nonsense"));

        Assert.Equal(3501u, DisconnectCodeOf(Assert.Single(await stream.ReadToEndAsync())));
        Assert.Equal(HttpStatusCode.NotFound, await hub.EmulateAsync(session, node, Subscribe));
    }

    [Theory]
    [InlineData("https://app.example.com", HttpStatusCode.NoContent, "https://app.example.com")]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden, null)]
    public async Task Preflight_OfOrigin_IsAnsweredToAllowedOnesOnly(string origin, HttpStatusCode status, string? allowed)
    {
        await using var hub = await StreamHub.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/emulation");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Headers", "content-type");

        using var response = await hub.Client.SendAsync(request, Cancelled);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? Assert.Single(origins) : null);
        Assert.Equal(allowed is not null, response.Headers.Contains("Access-Control-Allow-Headers"));
        Assert.Equal(allowed is not null, response.Headers.Vary.Contains("Origin"));
    }
    private static string Connect(params string[] channels) => $$$"""{"id":1,"connect":{"token":"{{{StreamHub.Token(channels)}}}"}}""";

    private static Task<StreamReading> OpenAsync(StreamHub hub, string path, string commands)
        => path == Sse ? hub.GetAsync(path, commands) : hub.PostAsync(path, commands);

    private static (string Session, string Node) SessionOf(JsonElement reply)
    {
        var connect = reply.GetProperty("connect");
        Assert.True(connect.GetProperty("pong").GetBoolean());
        return (connect.GetProperty("session").GetString()!, connect.GetProperty("node").GetString()!);
    }

    private static uint DisconnectCodeOf(JsonElement message)
        => message.GetProperty("push").GetProperty("disconnect").GetProperty("code").GetUInt32();

    private static ByteArrayContent Binary(byte[] bytes)
        => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
}
