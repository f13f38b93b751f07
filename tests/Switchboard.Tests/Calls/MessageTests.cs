using System.Text.Json;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>Messages to users, and the lists of connections.</summary>
public sealed class MessageTests
{
    [Fact]
    public async Task Send_User_ArrivesInTheInbox()
    {
        await using var hub = CallHub.Create();
        var receiver = hub.Connect("7");
        await hub.Engine.SubscribeAsync(receiver.Connection, "#7");

        var result = JsonElement.Parse(await hub.Connect().OkAsync("send", """{"user":"7","data":{"a":1}}"""));

        var message = Assert.Single(result.GetProperty("messages").EnumerateArray().ToArray());
        Assert.Equal(("7", "accepted", 32), (message.GetProperty("user").GetString(), message.GetProperty("state").GetString(), message.GetProperty("id").GetString()!.Length));
        Assert.Equal(["pub #7 {\"a\":1}"], receiver.Sink.Lines);
    }

    [Fact]
    public async Task Send_Users_EachHasAnAnswerOfItsOwn()
    {
        await using var hub = CallHub.Create();

        var result = JsonElement.Parse(await hub.Connect().OkAsync("send", """{"users":["7","\u0007"],"data":1}"""));

        var messages = result.GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal("accepted", messages[0].GetProperty("state").GetString());
        Assert.Equal(107, messages[1].GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Send_RepeatedKey_SendsOnceAndHasTheFirstId()
    {
        await using var hub = CallHub.Create();
        var receiver = hub.Connect("7");
        await hub.Engine.SubscribeAsync(receiver.Connection, "#7");
        var sender = hub.Connect();
        const string Message = """{"user":"7","data":1,"idempotency_key":"k"}""";

        var first = await sender.OkAsync("send", Message);

        Assert.Equal(first, await sender.OkAsync("send", Message));
        Assert.Single(receiver.Sink.Lines);

        // The same key of somebody else is another key.
        Assert.NotEqual(first, await hub.Connect("43").OkAsync("send", Message), StringComparer.Ordinal);
        Assert.Equal(2, receiver.Sink.Lines.Length);
    }

    [Theory]
    [InlineData("""{"data":1}""", 107)]
    [InlineData("""{"user":"7"}""", 107)]
    [InlineData("""{"users":[],"data":1}""", 107)]
    [InlineData("""{"users":[null],"data":1}""", 107)]
    [InlineData("""{"user":"7","data":1,"expires_ms":0}""", 107)]
    [InlineData("""{"user":"7","data":1,"event":"call"}""", 107)]
    [InlineData("""{"user":"7","data":1,"tags":{"a":null}}""", 107)]
    [InlineData("""{"user":7,"data":1}""", 107)]
    public async Task Send_BadMessage_IsRefused(string fields, int error)
    {
        await using var hub = CallHub.Create();

        Assert.Equal((uint)error, (await hub.Connect().ErrorAsync("send", fields)).Code);
    }

    [Fact]
    public async Task Send_Anonymous_IsDenied()
    {
        await using var hub = CallHub.Create();

        Assert.Equal(ErrorCodes.PermissionDenied, await hub.Connect("").ErrorAsync("send", """{"user":"7","data":1}"""));
    }

    [Fact]
    public async Task Connections_User_SeesItsOwnAlone()
    {
        await using var hub = CallHub.Create();
        var (one, two) = (hub.Connect("7"), hub.Connect("7"));
        hub.Connect("8");

        var listed = JsonElement.Parse(await one.OkAsync("connections", "{}")).GetProperty("connections").EnumerateArray().ToArray();

        var clients = new[] { one.Connection.Id, two.Connection.Id };
        Assert.Equal(clients.Order(StringComparer.Ordinal), listed.Select(connection => connection.GetProperty("client").GetString()), StringComparer.Ordinal);
        Assert.Equal(ErrorCodes.PermissionDenied, await one.ErrorAsync("connections", """{"user":"8"}"""));
        Assert.Equal(ErrorCodes.PermissionDenied, await hub.Connect("").ErrorAsync("connections", "{}"));
        Assert.Equal(
            ErrorCodes.BadRequest with { Message = "bad request: limit must be from 1 to 1000, or 0 for 100; what is left is asked for by the cursor", Details = new ErrorDetails { Field = "limit", Limit = 1000 } },
            await one.ErrorAsync("connections", """{"limit":-1}"""));
    }
}
