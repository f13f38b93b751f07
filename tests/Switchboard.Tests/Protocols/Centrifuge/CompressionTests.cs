using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Switchboard.Outbound;
using Switchboard.Protocols.Centrifuge;
using Switchboard.Specs;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Protocols.Centrifuge;

/// <summary>Compressed WebSockets: for those who ask, where it is on, and shared.</summary>
public sealed class CompressionTests
{
    private const string Configuration = """
        {
          "namespaces": { "default": { "historySize": 10, "allowSubscribe": ["anonymous"], "allowPublish": ["service", "anonymous"] } },
          "connections": { "allowAnonymous": true, "compression": true, "compressionMinBytes": 100 },
          "api": { "keys": [ { "name": "all", "key": "a key for everything" } ] },
          "limits": { "messageBytes": 10000 },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    private static readonly string _text = string.Concat(Enumerable.Repeat("much of the same ", 100));

    [Theory]
    [InlineData(Configuration, true, true)]
    [InlineData(Configuration, false, false)]
    [InlineData(TestHub.Configuration, true, false)]
    public async Task Connect_CompressionIsAgreedUpon_WhereBothWant(string configuration, bool asks, bool agreed)
    {
        await using var hub = await TestHub.StartAsync(configuration);
        using var socket = await ConnectAsync(hub, asks);

        Assert.Equal(agreed, socket.HttpResponseHeaders!.ContainsKey("Sec-WebSocket-Extensions"));
        await SendAsync(socket, """{"id":1,"connect":{}}""");
        Assert.Equal(1, (await ReceiveAsync(socket))[0].GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Publish_BothWays_ArrivesWithAndWithoutCompression()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        using var compressing = await SubscribedAsync(hub, asks: true);
        using var plain = await SubscribedAsync(hub, asks: false);

        await SendAsync(compressing, "{\"id\":3,\"publish\":{\"channel\":\"news\",\"data\":\"" + _text + "\"}}");
        Assert.Equal([_text], await ReceiveTextsAsync(compressing, 1));
        Assert.Equal([_text], await ReceiveTextsAsync(plain, 1));

        await hub.CallAsync("publish", """{"channel":"news","data":"short"}""");
        Assert.Equal(["short"], await ReceiveTextsAsync(compressing, 1));
        Assert.Equal(["short"], await ReceiveTextsAsync(plain, 1));
    }

    [Fact]
    public async Task Publish_AnyTexts_ArriveAsTheyAre()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        using var compressing = await SubscribedAsync(hub, asks: true);
        using var plain = await SubscribedAsync(hub, asks: false);

        foreach (var text in ArbMap.Default.GeneratorFor<UnicodeString>().Sample(LongRun.Config.MaxTest, 500))
        {
            // What is half a character is none anywhere.
            var data = JsonSerializer.SerializeToElement(text.Get);
            var expected = data.GetString()!;
            await SendAsync(compressing, "{\"id\":3,\"publish\":{\"channel\":\"news\",\"data\":" + data.GetRawText() + "}}");
            Assert.Equal([expected], await ReceiveTextsAsync(compressing, 1));
            Assert.Equal([expected], await ReceiveTextsAsync(plain, 1));
        }
    }

    [Fact]
    public async Task Receive_InflatesBeyondTheLimit_IsClosed()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        using var socket = await ConnectAsync(hub, asks: true);

        await SendAsync(socket, new string(' ', 5_000_000));

        Assert.Equal(1009, await WaitForCloseAsync(socket));
    }

    [Fact]
    public void Encode_SharedPushes_AreCompressedAndOthersAreNot()
    {
        var formats = new DeflateFormats(100);
        var large = new Publication { Data = Encoding.UTF8.GetBytes($"\"{_text}\"") };
        var small = new Publication { Data = "1"u8.ToArray() };

        foreach (CentrifugeFormat format in new CentrifugeFormat[] { formats.Json, formats.Protobuf })
        {
            Assert.True(IsCompressed(format.Encode(new PublicationArrived("news", large))));
            Assert.True(format.Encode(new PublicationArrived("news", large)).Bytes.Length < 200);
            Assert.True(IsCompressed(format.Deltas.Whole.Encode(new PublicationArrived("news", large))));
            Assert.False(IsCompressed(format.Encode(new PublicationArrived("news", small))));
            Assert.False(IsCompressed(format.Encode(new PublicationArrived("#42", large))));
            Assert.False(IsCompressed(format.Encode(new PublicationArrived("news#42", large))));
            Assert.False(IsCompressed(format.Encode(new MessageSent(large.Data))));
            Assert.False(IsCompressed(format.EncodeReply(1, new Switchboard.Wire.Centrifuge.RpcReply(large.Data))));
        }
    }

    [Fact]
    public void Encode_WhatCompressionMakesLarger_IsSentAsItIs()
    {
        var noise = new byte[500];
        new Random(1).NextBytes(noise);

        Assert.False(IsCompressed(new DeflateFormats(0).Protobuf.Encode(new PublicationArrived("news", new Publication { Data = noise, IsJson = false }))));
    }

    [Fact]
    public void Join_CompressedAndPlain_AreFramesInARow()
    {
        var framing = new DeflateFraming(WebSocketOpcode.Text, 10);
        var (first, second) = (framing.FrameShared(Encoding.UTF8.GetBytes(_text)), framing.Frame("{}"u8));
        var buffer = new byte[1000];

        var written = framing.Join(second, buffer, framing.Join(first, buffer, framing.JoinOverhead));

        Assert.Equal(0, framing.CompleteJoin(buffer, written));
        Assert.Equal([.. first.Bytes, .. second.Bytes], buffer[..written]);
    }

    private static bool IsCompressed(in OutboundFrame frame) => (frame.Bytes[0] & 0x40) != 0;

    private static async Task<ClientWebSocket> ConnectAsync(TestHub hub, bool asks)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (asks)
        {
            socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        }

        var address = new UriBuilder(hub.BaseAddress) { Scheme = "ws", Path = "/connection/websocket" };
        await socket.ConnectAsync(address.Uri, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<ClientWebSocket> SubscribedAsync(TestHub hub, bool asks)
    {
        var socket = await ConnectAsync(hub, asks);
        await SendAsync(socket, """{"id":1,"connect":{}}""");
        await ReceiveAsync(socket);
        await SendAsync(socket, """{"id":2,"subscribe":{"channel":"news"}}""");
        await ReceiveAsync(socket);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text)
        => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    private static async Task<List<string>> ReceiveTextsAsync(ClientWebSocket socket, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
        {
            foreach (var message in await ReceiveAsync(socket))
            {
                if (message.TryGetProperty("push", out var push))
                {
                    texts.Add(push.GetProperty("pub").GetProperty("data").GetString()!);
                }
            }
        }

        return texts;
    }

    private static async Task<JsonElement[]> ReceiveAsync(ClientWebSocket socket)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience.Limit);
        var buffer = new byte[65_536];
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(length), timeout.Token);
            length += part.Count;
        }
        while (!part.EndOfMessage);

        // Where nothing is compressed, messages may share a frame.
        return [.. Encoding.UTF8.GetString(buffer, 0, length).Split('\n').Select(static line => JsonElement.Parse(line))];
    }

    private static async Task<int> WaitForCloseAsync(ClientWebSocket socket)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience.Limit);
        while (socket.CloseStatus is null)
        {
            await socket.ReceiveAsync(new byte[1000].AsMemory(), timeout.Token);
        }

        return (int)socket.CloseStatus;
    }
}
