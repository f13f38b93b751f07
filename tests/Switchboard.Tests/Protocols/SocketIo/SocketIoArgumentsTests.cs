using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>What the application sends arrives as it is, and what it cannot read is the client's mistake.</summary>
public sealed class SocketIoArgumentsTests
{
    private static readonly string[] _texts = ["a", "b"];
    private static readonly object?[] _values = [1, "x", null];

    [Fact]
    public async Task Emit_AnArray_IsOneArgument()
    {
        await using var server = await SioServer.StartAsync(static io => io.On("ask", static (_, happened) => happened.Ack(_texts)));
        await using var socket = await SioSocket.EnterAsync(server.Address);
        var peer = server.Io.FetchSockets().Single();

        peer.Emit("e", _texts);
        server.Io.Emit("e", _values);
        server.Io.To(peer.Id).Emit("e", _texts);
        server.Io.Main.Emit("e", _texts);
        Assert.True(peer.EmitVolatile("e", _texts));

        Assert.Equal("42[\"e\",[\"a\",\"b\"]]", await socket.NextAsync());
        Assert.Equal("42[\"e\",[1,\"x\",null]]", await socket.NextAsync());
        Assert.Equal("42[\"e\",[\"a\",\"b\"]]", await socket.NextAsync());
        Assert.Equal("42[\"e\",[\"a\",\"b\"]]", await socket.NextAsync());
        Assert.Equal("42[\"e\",[\"a\",\"b\"]]", await socket.NextAsync());
        Assert.Equal("430[[\"a\",\"b\"]]", await socket.AskAsync("420[\"ask\"]"));
        var asking = peer.EmitWithAckAsync("e", _texts);
        Assert.Equal("420[\"e\",[\"a\",\"b\"]]", await socket.NextAsync());
        await socket.SendAsync("430[]");
        Assert.Equal(0, (await asking).Count);
    }

    [Fact]
    public async Task Emit_NullNothingAndSeveral_AreWhatTheyAre()
    {
        await using var server = await SioServer.StartAsync(static io =>
        {
            io.On("null", static (_, happened) => happened.Ack(null));
            io.On("nothing", static (_, happened) => happened.Ack());
        });
        await using var socket = await SioSocket.EnterAsync(server.Address);

        server.Io.Emit("e", null!);
        server.Io.Emit("e");
        server.Io.Emit("e", null, _texts);
        server.Io.Emit("e", [.. _values]);

        Assert.Equal("42[\"e\",null]", await socket.NextAsync());
        Assert.Equal("42[\"e\"]", await socket.NextAsync());
        Assert.Equal("42[\"e\",null,[\"a\",\"b\"]]", await socket.NextAsync());
        Assert.Equal("42[\"e\",1,\"x\",null]", await socket.NextAsync());
        Assert.Equal("430[null]", await socket.AskAsync("420[\"null\"]"));
        Assert.Equal("431[]", await socket.AskAsync("421[\"nothing\"]"));
    }

    [Theory]
    [InlineData("args", "[\"out\",{\"_placeholder\":true,\"num\":0},{\"f\":{\"_placeholder\":true,\"num\":1}},\"x\"]", "01 02")]
    [InlineData("among", "[\"out\",\"first\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1},{\"f\":{\"_placeholder\":true,\"num\":2}},\"x\"]", "FF 01 02")]
    [InlineData("slice", "[\"out\",{\"f\":{\"_placeholder\":true,\"num\":0}},\"x\"]", "02")]
    [InlineData("element", "[\"out\",{\"f\":{\"_placeholder\":true,\"num\":0}},{\"_placeholder\":true,\"num\":1}]", "02 01")]
    [InlineData("node", "[\"out\",{\"f\":{\"_placeholder\":true,\"num\":0}}]", "02")]
    [InlineData("dictionary", "[\"out\",{\"f\":{\"_placeholder\":true,\"num\":0}}]", "02")]
    [InlineData("typed", "[\"out\",{\"f\":{\"_placeholder\":true,\"num\":0}}]", "02")]
    public async Task Emit_WhatAClientSentWithBytes_ArrivesAsItWasSent(string how, string expected, string bytes)
    {
        await using var server = await SioServer.StartAsync(static io => io.On("in", static (socket, happened) =>
        {
            var arguments = happened.Arguments;
            switch (happened.Get<string>(2))
            {
                case "args":
                    socket.Emit("out", arguments);
                    break;
                case "among":
                    socket.Emit("out", "first", new byte[] { 255 }, arguments);
                    break;
                case "slice":
                    socket.Emit("out", arguments[1..]);
                    break;
                case "element":
                    socket.Emit("out", happened.Get<JsonElement>(1), happened.Get<object>(0));
                    break;
                case "node":
                    socket.Emit("out", happened.Get<JsonObject>(1));
                    break;
                case "dictionary":
                    socket.Emit("out", happened.Get<Dictionary<string, object>>(1));
                    break;
                default:
                    socket.Emit("out", happened.Get<Dictionary<string, byte[]>>(1));
                    break;
            }
        }));
        await using var socket = await SioSocket.EnterAsync(server.Address);

        await socket.SendAsync($"452-[\"in\",{{\"_placeholder\":true,\"num\":0}},{{\"f\":{{\"_placeholder\":true,\"num\":1}}}},\"{how}\"]");
        await socket.SendAsync(1);
        await socket.SendAsync(2);

        var attachments = bytes.Split(' ');
        Assert.Equal($"45{attachments.Length}-{expected.Replace("\"x\"", $"\"{how}\"", StringComparison.Ordinal)}", await socket.NextAsync());
        foreach (var attachment in attachments)
        {
            Assert.Equal($"b{attachment}", await socket.NextAsync());
        }
    }

    [Fact]
    public async Task Emit_JsonLikeAPlaceholder_GoesAsTextBesideBytes()
    {
        await using var server = await SioServer.StartAsync();
        await using var socket = await SioSocket.EnterAsync(server.Address);
        var data = JsonElement.Parse("""{"_placeholder":true,"num":0}""");

        server.Io.Emit("e", data);
        Assert.Equal("42[\"e\",{\"_placeholder\":true,\"num\":0}]", await socket.NextAsync());

        server.Io.Emit("e", new { A = new[] { data } }, new byte[] { 1 });
        Assert.Equal(
            """451-["e",{"a":["{\"_placeholder\":true,\"num\":0}"]},{"_placeholder":true,"num":0}]""", await socket.NextAsync());
        Assert.Equal("b01", await socket.NextAsync());

        var nested = new Dictionary<string, object>(StringComparer.Ordinal) { ["_placeholder"] = true, ["file"] = new byte[] { 1 } };
        var error = Assert.Throws<ArgumentException>(() => server.Io.Emit("e", nested));
        Assert.Contains("_placeholder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42[\"number\",\"x\"]", "")]
    [InlineData("420[\"number\",\"x\"]", "430[{\"error\":{\"code\":107,\"message\":\"bad request: argument 0 cannot be read as Int32\"}}]")]
    [InlineData("420[\"number\",{\"a\":1}]", "430[{\"error\":{\"code\":107,\"message\":\"bad request: argument 0 cannot be read as Int32\"}}]")]
    [InlineData("420[\"bytes\",\"x\"]", "430[{\"error\":{\"code\":107,\"message\":\"bad request: argument 0 cannot be read as Byte[]\"}}]")]
    [InlineData("420[\"bytes\",{\"_placeholder\":true,\"num\":0}]", "430[{\"error\":{\"code\":107,\"message\":\"bad request: argument 0 cannot be read as Byte[]\"}}]")]
    [InlineData("420[\"point\",{\"x\":\"y\"}]", "430[{\"error\":{\"code\":107,\"message\":\"bad request: argument 0 cannot be read as Point ($.x)\"}}]")]
    [InlineData("420[\"text\",\"\\ud800\"]", "430[{\"error\":{\"code\":107,\"message\":\"bad request: argument 0 cannot be read as String\"}}]")]
    public async Task Get_OfAnotherType_IsABadRequestAndNoErrorOfTheServer(string packet, string answer)
    {
        var log = new ConcurrentQueue<LogLevel>();
        await using var server = await SioServer.StartAsync(
            static io =>
            {
                io.Main.On<int, int>("number", static (_, number) => ValueTask.FromResult(number));
                io.On("bytes", static (_, happened) => happened.Ack(happened.Get<byte[]>(0)));
                io.On("point", static (_, happened) => happened.Ack(happened.Get<Point>(0)));
                io.On("text", static (_, happened) => happened.Ack(happened.Get<string>(0)));
                io.On("end", static (_, happened) => happened.Ack());
            },
            log: log);
        await using var socket = await SioSocket.EnterAsync(server.Address);

        await socket.SendAsync(packet);
        if (answer.Length > 0)
        {
            Assert.Equal(answer, await socket.NextAsync());
        }

        Assert.Equal("431[]", await socket.AskAsync("421[\"end\"]"));
        Assert.DoesNotContain(log, static level => level >= LogLevel.Error);
    }

    [Fact]
    public async Task Once_AnEvent_IsHandledTheFirstTime()
    {
        await using var server = await SioServer.StartAsync(static io => io.OnConnection(static socket =>
        {
            socket.Once("e", static happened => happened.Ack("once"));
            socket.OnAny(static happened =>
            {
                happened.Ack("any");
                return ValueTask.CompletedTask;
            });
        }));
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.Equal("430[\"once\"]", await socket.AskAsync("420[\"e\"]"));
        Assert.Equal("431[\"any\"]", await socket.AskAsync("421[\"e\"]"));
    }

    [Fact]
    public async Task EmitWithAck_ToAll_KeepsTheAnswersThatCame()
    {
        await using var server = await SioServer.StartAsync();
        await using var first = await SioSocket.EnterAsync(server.Address);
        await using var silent = await SioSocket.EnterAsync(server.Address);
        Waiting.Until(() => server.Io.Main.Count == 2);

        var asking = server.Io.Main.Everybody.EmitWithAckAsync("q", TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.StartsWith("42", await first.NextAsync(), StringComparison.Ordinal);
        await first.SendAsync("430[7]");

        var error = await Assert.ThrowsAsync<SocketIoTimeoutException>(() => asking);
        Assert.Equal(7, Assert.Single(error.Responses).Get<int>(0));
    }

    [Fact]
    public async Task EmitWithAck_ToAllWhileOneLeaves_IsWhatTheOthersAnswer()
    {
        await using var server = await SioServer.StartAsync();
        await using var first = await SioSocket.EnterAsync(server.Address);
        await using var leaving = await SioSocket.EnterAsync(server.Address);
        Waiting.Until(() => server.Io.Main.Count == 2);

        var asking = server.Io.Main.Everybody.EmitWithAckAsync("q", TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken, 1);
        Assert.Equal("420[\"q\",1]", await first.NextAsync());
        await leaving.NextAsync();
        await leaving.SendAsync("41");
        await first.SendAsync("430[7]");

        Assert.Equal(7, Assert.Single(await asking).Get<int>(0));
    }

    [Fact]
    public async Task SocketsJoinAndLeave_OfABroadcast_AreForItsClients()
    {
        await using var server = await SioServer.StartAsync();
        await using var first = await SioSocket.EnterAsync(server.Address);
        await using var second = await SioSocket.EnterAsync(server.Address);
        Waiting.Until(() => server.Io.Main.Count == 2);

        server.Io.Main.Everybody.SocketsJoin("a", "b");
        server.Io.To(second.Sid).SocketsLeave("b");

        Assert.Equal(2, server.Io.To("a").FetchSockets().Count);
        Assert.Equal(first.Sid, Assert.Single(server.Io.To("b").FetchSockets()).Id);
    }

    private sealed record Point(int X);
}
