using System.Net;
using System.Text.Json;
using Xunit;

namespace Switchboard.Tests.Api;

public sealed class ApiBatchTests
{
    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Batch_Commands_AreAnsweredInTheirPlacesAtTheTop(string parallel)
    {
        await using var hub = await TestHub.StartAsync();

        var answer = await hub.AskAsync(
            "batch",
            $$$"""{"parallel":{{{parallel}}},"commands":[{"publish":{"channel":"a","data":1}},{"publish":{"channel":"nowhere:a","data":1}},{"broadcast":{"channels":["a"],"data":2}},{"info":{},"rpc":null}]}""");

        var replies = answer.GetProperty("replies");
        Assert.Equal(1, replies[0].GetProperty("publish").GetProperty("offset").GetInt32());
        Assert.Equal(102, replies[1].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(1, replies[2].GetProperty("broadcast").GetProperty("responses").GetArrayLength());
        Assert.True(replies[3].TryGetProperty("info", out _));
        Assert.Equal("replies", Assert.Single(answer.EnumerateObject()).Name);
    }

    [Theory]
    [InlineData(107, """{"batch":{"commands":[]}}""")]
    [InlineData(107, "{}")]
    [InlineData(107, "null")]
    [InlineData(107, """{"info":{},"publish":{}}""")]
    [InlineData(107, """{"publish":[]}""")]
    [InlineData(104, """{"nothing":{}}""")]
    public async Task Batch_BadCommand_IsAnsweredAloneWithTheError(int code, string command)
    {
        await using var hub = await TestHub.StartAsync();

        var answer = await hub.AskAsync("batch", $$$"""{"commands":[{{{command}}},{"info":{}}]}""");

        var replies = answer.GetProperty("replies");
        Assert.Equal(code, replies[0].GetProperty("error").GetProperty("code").GetInt32());
        Assert.True(replies[1].TryGetProperty("info", out _));
    }

    [Theory]
    [InlineData(107, "{}")]
    [InlineData(107, """{"commands":{}}""")]
    [InlineData(107, """{"commands":[1]}""")]
    [InlineData(106, """{"commands":[{},{},{},{},{},{}]}""")]
    public async Task Batch_BadRequest_AnswersTheError(uint code, string body)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(code, await hub.ErrorOfAsync("batch", body));
    }

    [Fact]
    public async Task Batch_LimitedKey_AllowsItsMethodsOnly()
    {
        await using var hub = await TestHub.StartAsync();

        var answer = await hub.AskAsync("batch", """{"commands":[{"publish":{"channel":"a","data":1}},{"history":{"channel":"a"}}]}""", TestHub.LimitedKey);

        Assert.True(answer.GetProperty("replies")[0].TryGetProperty("publish", out _));
        Assert.Equal(103, answer.GetProperty("replies")[1].GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Sequence_Calls_AreAnsweredOnALineEach()
    {
        await using var hub = await TestHub.StartAsync();
        const string body = """
            {"id":7,"method":"publish","params":{"channel":"a","data":1}} {"method":"info","params":[]}
            {"id":"x","method":"nothing"}
            {"id":null,"method":3}
            {"method":"batch","params":{"commands":[{"info":{}}]}}
            """;

        using var response = await hub.PostAsync("/api", body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var replies = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToArray();
        Assert.Equal(5, replies.Length);
        Assert.Equal(7, replies[0].GetProperty("id").GetInt32());
        Assert.Equal(1, replies[0].GetProperty("result").GetProperty("offset").GetInt32());
        Assert.Equal(1, replies[1].GetProperty("result").GetProperty("nodes").GetArrayLength());
        Assert.False(replies[1].TryGetProperty("id", out _));
        Assert.Equal("x", replies[2].GetProperty("id").GetString());
        Assert.Equal(104, replies[2].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(107, replies[3].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(1, replies[4].GetProperty("result").GetProperty("replies").GetArrayLength());
    }

    [Theory]
    [InlineData("")]
    [InlineData("info")]
    [InlineData("""[{"method":"info"}]""")]
    [InlineData("""{"method":"info"},{"method":"info"}""")]
    [InlineData("""{"method":"publish","params":{"channel":"a","data":1}} {""")]
    [InlineData("{} {} {} {} {} {}")]
    public async Task Sequence_BadBody_Is400AndNothingIsDone(string body)
    {
        await using var hub = await TestHub.StartAsync();

        using var response = await hub.PostAsync("/api", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, (await hub.CallAsync("history", """{"channel":"a"}""")).GetProperty("offset").GetInt32());
    }
}
