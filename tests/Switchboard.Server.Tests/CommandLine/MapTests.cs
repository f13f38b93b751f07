using System.Text.Json;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary><c>switchboard map</c>.</summary>
public sealed class MapTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_AndRemove_ChangeWhatIsListed()
    {
        foreach (var number in Enumerable.Range(1, 8))
        {
            var set = await server.RunAsync("map", "publish", "board:list", $"k{number}", $"{number}", "--score", $"{number % 3}", "--tag", "parity=odd");
            Assert.Equal((0, true), (set.ExitCode, set.Output.StartsWith($"k{number} is at {number}@", StringComparison.Ordinal)));
        }

        Assert.Equal(0, (await server.RunAsync("map", "remove", "board:list", "k5")).ExitCode);

        Assert.Equal(["k8", "k2", "k7", "k4", "k1", "k6", "k3"], await KeysAsync("map", "list", "board:list", "--json"), StringComparer.Ordinal);
        Assert.Equal(["k3", "k6", "k1", "k4"], await KeysAsync("map", "list", "board:list", "--ascending", "--limit", "4", "--json"), StringComparer.Ordinal);
        var table = await server.RunAsync("map", "list", "board:list", "--limit", "1");
        Assert.StartsWith("key\tscore\tposition\ttime\tdata\nk8\t2\t8@", table.Output, StringComparison.Ordinal);
        Assert.Contains("There are more entries", table.Errors, StringComparison.Ordinal);
        Assert.Equal("entries\n7\n", (await server.RunAsync("map", "stats", "board:list")).Output);
        Assert.Equal((0, "Cleared.\n"), Of(await server.RunAsync("map", "clear", "board:list")));
        Assert.Empty(await KeysAsync("map", "list", "board:list", "--json"));
    }

    [Fact]
    public async Task Get_Entry_PrintsItWithThePositionThatExpectTakes()
    {
        await server.RunAsync("map", "publish", "board:get", "a", """{"b":1}""", "--tag", "colour=red");

        var people = await server.RunAsync("map", "get", "board:get", "a");
        var program = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("map", "get", "board:get", "a", "--json")));
        var position = $"{program.GetProperty("offset")}@{program.GetProperty("epoch")}";
        Assert.Contains($"position\t{position}\n", people.Output, StringComparison.Ordinal);
        Assert.Contains("data\t{\"b\":1}\n", people.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await server.RunAsync("map", "publish", "board:get", "a", "2", "--expect", position)).ExitCode);

        var missing = await server.RunAsync("map", "get", "board:get", "b");
        Assert.Equal((5, ""), Of(missing));
        Assert.Contains("There is no entry b.", missing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_EntryThatHasChanged_PrintsItAsItIs()
    {
        var first = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("map", "publish", "board:conflict", "a", "1", "--expect", "0", "--json")));
        var position = $"{first.GetProperty("offset")}@{first.GetProperty("epoch")}";
        await server.RunAsync("map", "publish", "board:conflict", "a", "2");

        var people = await server.RunAsync("map", "publish", "board:conflict", "a", "3", "--expect", position);
        var program = await server.RunAsync("map", "remove", "board:conflict", "a", "--expect", position, "--json");

        Assert.Equal(5, people.ExitCode);
        Assert.Contains("data\t2\n", people.Output, StringComparison.Ordinal);
        Assert.Contains("The entry has changed: it is at 2@", people.Errors, StringComparison.Ordinal);
        Assert.Equal((5, "2"), (program.ExitCode, Assert.Single(CommandLineFixture.LinesOf(program)).GetProperty("data").GetRawText()));
        await server.RunAsync("map", "remove", "board:conflict", "a");
        var gone = await server.RunAsync("map", "publish", "board:conflict", "a", "3", "--expect", position);
        Assert.Equal((5, ""), Of(gone));
        Assert.Contains("not there any more", gone.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "there is such an entry already (key_exists)", "--if-new")]
    [InlineData(0, "", "--if-exists")]
    [InlineData(5, "the entry has this version, or a newer one (version)", "--version", "3")]
    [InlineData(0, "done before under this --idempotency-key", "--idempotency-key", "first")]
    public async Task Publish_UnderAConditionThatDoesNotHold_SaysWhich(int exitCode, string part, params string[] options)
    {
        var channel = $"board:condition{string.Concat(options)}";
        await server.RunAsync("map", "publish", channel, "a", "1", "--version", "3", "--idempotency-key", "first");

        var result = await server.RunAsync(["map", "publish", channel, "a", "2", .. options]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(part, result.Errors, StringComparison.Ordinal);
        Assert.Equal(5, (await server.RunAsync("map", "remove", channel, "b")).ExitCode);
    }

    [Theory]
    [InlineData("not both", "map", "publish", "board:x", "a", "1", "--if-new", "--if-exists")]
    [InlineData("--expect takes OFFSET@EPOCH", "map", "publish", "board:x", "a", "1", "--expect", "5")]
    [InlineData("--version-epoch needs --version", "map", "publish", "board:x", "a", "1", "--version-epoch", "b")]
    [InlineData("--epoch needs --since", "map", "changes", "board:x", "--epoch", "b")]
    [InlineData("is no tag", "map", "follow", "board:x", "--tag", "b")]
    [InlineData("data is missing", "map", "publish", "board:x", "a")]
    public async Task Command_ThatCannotBeMeant_IsAWrongCommandLine(string part, params string[] arguments)
    {
        var result = await server.RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(part, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_ArePrintedFromEitherEnd()
    {
        foreach (var number in Enumerable.Range(1, 7))
        {
            await server.RunAsync("map", "publish", "board:changes", "a", $"{number}");
        }

        await server.RunAsync("map", "remove", "board:changes", "a");

        Assert.Equal([4, 5, 6, 7, 8], await OffsetsAsync("--limit", "5"));
        Assert.Equal([8, 7, 6, 5], await OffsetsAsync("--limit", "4", "--reverse"));
        Assert.Equal([3, 4, 5, 6], await OffsetsAsync("--since", "2", "--limit", "4"));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await OffsetsAsync("--limit", "0"));
        Assert.Contains("\n8\tremoved\ta\t", (await server.RunAsync("map", "changes", "board:changes", "--limit", "2")).Output, StringComparison.Ordinal);
        var other = await server.RunAsync("map", "changes", "board:changes", "--since", "2", "--epoch", "other");
        Assert.Equal(5, other.ExitCode);
        Assert.Contains("(112)", other.Errors, StringComparison.Ordinal);

        async Task<IEnumerable<int>> OffsetsAsync(params string[] options)
            => CommandLineFixture.LinesOf(await server.RunAsync(["map", "changes", "board:changes", "--json", .. options])).Select(line => line.GetProperty("offset").GetInt32());
    }

    [Fact]
    public async Task Follow_PrintsTheEntriesAndThenWhatChanges()
    {
        await server.RunAsync("map", "publish", "board:follow", "a", "1", "--tag", "colour=red");
        await server.RunAsync("map", "publish", "board:follow", "b", "1", "--tag", "colour=blue");
        using var follow = server.Start("map", "follow", "board:follow", "--tag", "colour=red", "--count", "4", "--json");
        var synchronized = JsonDocument.Parse(await follow.ReadUntilAsync("synchronized", Cancellation)).RootElement;
        Assert.Equal(1, synchronized.GetProperty("entries").GetInt32());

        await server.RunAsync("map", "publish", "board:follow", "a", "2", "--tag", "colour=red", "--score", "7");
        await server.RunAsync("map", "publish", "board:follow", "c", "3", "--tag", "colour=red");
        await server.RunAsync("map", "remove", "board:follow", "a");

        var result = await follow.WaitAsync(Cancellation);
        Assert.Equal(0, result.ExitCode);
        var changes = CommandLineFixture.LinesOf(result).Where(line => line.GetProperty("type").GetString() != "synchronized").ToArray();
        Assert.Equal(["updated a", "added c", "removed a"], changes.Select(line => $"{line.GetProperty("type").GetString()} {line.GetProperty("key").GetString()}"), StringComparer.Ordinal);
        Assert.Equal(7, changes[0].GetProperty("score").GetInt32());
    }

    [Theory]
    [InlineData("news", "this is a stream channel")]
    [InlineData("nowhere:x", "unknown channel (102)")]
    public async Task Follow_OfNoMap_SaysSoInOneSentence(string channel, string part)
    {
        var result = await server.RunAsync("map", "follow", channel);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains(part, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_Signal_EndsItCleanly()
    {
        using var follow = server.Start("map", "follow", "board:signals");
        await follow.ReadErrorAsync("changes follow", Cancellation);

        await follow.SignalAsync("INT", Cancellation);

        Assert.Equal(130, (await follow.WaitAsync(Cancellation)).ExitCode);
    }

    private static (int ExitCode, string Output) Of(CommandResult result) => (result.ExitCode, result.Output);

    private async Task<IEnumerable<string?>> KeysAsync(params string[] arguments)
        => CommandLineFixture.LinesOf(await server.RunAsync(arguments)).Select(line => line.GetProperty("key").GetString());
}
