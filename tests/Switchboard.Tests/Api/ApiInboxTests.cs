using System.Text.Json;
using Xunit;

namespace Switchboard.Tests.Api;

/// <summary>Inboxes through the HTTP API.</summary>
public sealed class ApiInboxTests
{
    private const string Configuration = $$"""
        {
          "namespaces": { "default": { "allowSend": ["service"] } },
          "inbox": { "maxPageSize": 2 },
          "api": { "keys": [ { "name": "all", "key": "{{TestHub.Key}}" } ] },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    [Fact]
    public async Task Inbox_Messages_ArePagedMarkedAndTracked()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await SendAsync(hub, $$"""{"user":"7","data":{"n":{{i}}},"kind":"note"}"""));
        }

        var first = await hub.CallAsync("inbox", """{"user":"7"}""");
        var second = await hub.CallAsync("inbox", $$"""{"user":"7","cursor":"{{first.GetProperty("cursor").GetString()}}"}""");
        Assert.Equal([ids[2], ids[1]], IdsOf(first), StringComparer.Ordinal);
        Assert.Equal([ids[0]], IdsOf(second), StringComparer.Ordinal);
        Assert.False(second.TryGetProperty("cursor", out _));
        var message = second.GetProperty("messages")[0];
        Assert.Equal("""{"n":0}""", message.GetProperty("data").GetRawText());
        Assert.Equal("note", message.GetProperty("tags").GetProperty("kind").GetString());
        Assert.False(message.TryGetProperty("sender", out _));

        var marked = await hub.CallAsync("mark", $$"""{"user":"7","ids":["{{ids[0]}}"],"as":"archived"}""");
        Assert.Equal(2, marked.GetProperty("unread").GetInt32());
        Assert.Equal([ids[0]], IdsOf(await hub.CallAsync("inbox", """{"user":"7","archived":true}""")), StringComparer.Ordinal);
        Assert.Equal(2, (await hub.CallAsync("inbox", """{"user":"7","limit":0}""")).GetProperty("unread").GetInt32());
        var states = await hub.CallAsync("state", $$"""{"ids":["{{ids[0]}}","{{ids[1]}}"]}""");
        Assert.Equal(["accepted", "read"], states.GetProperty("messages").EnumerateArray().Select(state => state.GetProperty("state").GetString()).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Send_RepeatedWithItsKey_IsInTheInboxOnce()
    {
        await using var hub = await TestHub.StartAsync(Configuration);

        var first = await SendAsync(hub, """{"user":"7","data":1,"idempotency_key":"k"}""");
        var second = await SendAsync(hub, """{"user":"7","data":1,"idempotency_key":"k"}""");

        Assert.Equal(first, second);
        Assert.Equal([first], IdsOf(await hub.CallAsync("inbox", """{"user":"7"}""")), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("inbox", "{}", 107)]
    [InlineData("inbox", """{"user":"7","limit":-1}""", 107)]
    [InlineData("mark", """{"user":"7","ids":["a"],"as":"lost"}""", 107)]
    [InlineData("mark", """{"user":"7","ids":["a","b","c"],"as":"read"}""", 106)]
    [InlineData("mark", """{"ids":["a"],"as":"read"}""", 107)]
    [InlineData("state", """{"ids":[null]}""", 107)]
    public async Task Inbox_WhatCannotBe_HasItsError(string method, string parameters, int error)
    {
        await using var hub = await TestHub.StartAsync(Configuration);

        Assert.Equal((uint)error, await hub.ErrorOfAsync(method, parameters));
    }

    private static async Task<string> SendAsync(TestHub hub, string parameters)
        => (await hub.CallAsync("send", parameters)).GetProperty("messages")[0].GetProperty("id").GetString()!;

    private static IEnumerable<string?> IdsOf(JsonElement page)
        => page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString());
}
