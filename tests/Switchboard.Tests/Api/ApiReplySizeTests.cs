using System.Text.Json;
using Xunit;

namespace Switchboard.Tests.Api;

/// <summary>Answers are no larger than <c>api.maxReplyBytes</c>.</summary>
public sealed class ApiReplySizeTests
{
    private static readonly string _configuration = TestHub.Configuration.Replace("\"maxBodyBytes\"", "\"maxReplyBytes\": 65536, \"maxBodyBytes\"", StringComparison.Ordinal);

    [Fact]
    public async Task History_OverTheBound_GoesOnFromItsLastOffset()
    {
        await using var hub = await TestHub.StartAsync(_configuration);
        var epoch = await FillAsync(hub, 5);

        Assert.Equal([1, 2], OffsetsOf(await hub.CallAsync("history", """{"channel":"a","limit":-1}""")));
        Assert.Equal([3, 4], OffsetsOf(await hub.CallAsync("history", $$"""{"channel":"a","limit":-1,"since":{"offset":2,"epoch":"{{epoch}}"} }""")));
        Assert.Equal([5], OffsetsOf(await hub.CallAsync("history", $$"""{"channel":"a","limit":-1,"since":{"offset":4,"epoch":"{{epoch}}"} }""")));
    }

    [Fact]
    public async Task Batch_OverTheBound_LeavesTheRestUndone()
    {
        await using var hub = await TestHub.StartAsync(_configuration);
        await FillAsync(hub, 2);
        const string History = """{"history":{"channel":"a","limit":-1} }""";

        var answer = await hub.AskAsync("batch", $$"""{"commands":[{{History}},{{History}},{"publish":{"channel":"a","data":1} }]}""");

        var replies = answer.GetProperty("replies");
        Assert.True(replies[0].TryGetProperty("history", out _));
        Assert.True(replies[1].TryGetProperty("history", out _));
        Assert.Equal(106, replies[2].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(2, (await hub.CallAsync("history", """{"channel":"a","limit":0}""")).GetProperty("offset").GetInt32());
    }

    private static async Task<string> FillAsync(TestHub hub, int count)
    {
        var epoch = "";
        for (var i = 0; i < count; i++)
        {
            var position = await hub.CallAsync("publish", $$"""{"channel":"a","data":"{{new string('x', 32_000)}}"}""");
            epoch = position.GetProperty("epoch").GetString()!;
        }

        return epoch;
    }

    private static IEnumerable<int> OffsetsOf(JsonElement page) => page.GetProperty("publications").EnumerateArray().Select(static it => it.GetProperty("offset").GetInt32());
}
