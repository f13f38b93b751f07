using System.Globalization;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

public sealed class PublishTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    [Fact]
    public async Task Publish_Json_IsInTheHistoryAsItWas()
    {
        var published = await server.RunAsync("publish", "one", """{"text":"é","n":12345678901234567890}""", "--event", "greeting", "--tag", "severity=high", "--json");
        var history = await server.RunAsync("history", "one", "--json");

        Assert.Equal(0, published.ExitCode);
        Assert.Equal(1, Assert.Single(CommandLineFixture.LinesOf(published)).GetProperty("offset").GetInt32());
        var line = Assert.Single(CommandLineFixture.LinesOf(history));
        Assert.Equal("""{"text":"é","n":12345678901234567890}""", line.GetProperty("data").GetRawText());
        Assert.Equal("greeting", line.GetProperty("tags").GetProperty("event").GetString());
        Assert.Equal("high", line.GetProperty("tags").GetProperty("severity").GetString());
    }

    [Fact]
    public async Task Publish_FromFileInputAndText_ArrivesInOrder()
    {
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "data.json"), "{\n  \"from\": \"file\"\n}\n", TestContext.Current.CancellationToken);

        Assert.Equal(0, (await server.RunAsync("publish", "sources", "@data.json")).ExitCode);
        Assert.Equal(0, (await server.RunAsync("\uFEFF\"input\"\n", ["publish", "sources", "-"])).ExitCode);
        Assert.Equal(0, (await server.RunAsync("publish", "sources", "just \"text\"", "--text")).ExitCode);

        Assert.Equal(["""{"from":"file"}""", "\"input\"", "\"just \\\"text\\\"\""], await HistoryAsync("sources"));
    }

    [Theory]
    [InlineData(1, "is no JSON", "publish", "news", "hello")]
    [InlineData(1, "The data is missing", "publish", "news")]
    [InlineData(1, "cannot be read", "publish", "news", "@missing.json")]
    [InlineData(5, "unknown channel (102)", "publish", "nowhere:x", "1")]
    [InlineData(5, "not available (108)", "history", "live:x")]
    [InlineData(1, "is no tag", "publish", "news", "1", "--tag", "x")]
    public async Task Command_ThatCannotBeDone_SaysSoInOneSentence(int exitCode, string part, params string[] arguments)
    {
        var result = await server.RunAsync(arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(part, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishLines_Many_AreAllThereInOrder()
    {
        var lines = Enumerable.Range(1, 700).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToArray();

        var result = await server.RunAsync(string.Join('\n', lines), ["publish", "many", "--lines", "--json"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("700 lines published.", result.Errors, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 700), CommandLineFixture.LinesOf(result).Select(line => line.GetProperty("offset").GetInt32()));
        Assert.Equal(lines, await HistoryAsync("many"));
    }

    [Fact]
    public async Task PublishLines_BadOnes_AreNamedAndTheOthersPublished()
    {
        var result = await server.RunAsync("1\nx y\n\r\n{\"a\":2}\r\n{\"a\"", ["publish", "mixed", "--lines"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Line 2 is no JSON", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Line 5 is no JSON", result.Errors, StringComparison.Ordinal);
        Assert.Contains("2 lines published, 2 not.", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["1", """{"a":2}"""], await HistoryAsync("mixed"));
    }

    [Fact]
    public async Task PublishLines_KeyForPublishingAlone_NeedsNoBatch()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SWITCHBOARD_SERVER"] = server.Address.ToString(),
            ["SWITCHBOARD_API_KEY"] = CommandLineFixture.PublisherKey,
        };

        var result = await server.RunAsync(environment, ["publish", "narrow", "-l", "--text"], "one\ntwo\nthree\n");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["\"one\"", "\"two\"", "\"three\""], await HistoryAsync("narrow"));
    }

    [Fact]
    public async Task PublishLines_RepeatedWithAKey_HaveNoSecondEffect()
    {
        string[] arguments = ["publish", "repeated", "--lines", "--idempotency-key", "import-1"];

        await server.RunAsync("1\n2\n", arguments);
        await server.RunAsync("1\n2\n3\n", arguments);

        Assert.Equal(["1", "2", "3"], await HistoryAsync("repeated"));
    }

    [Fact]
    public async Task PublishLines_AllRefused_AreReported()
    {
        var result = await server.RunAsync("1\n2\n", ["publish", "nowhere:x", "--lines"]);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("0 lines published, 2 not.", result.Errors, StringComparison.Ordinal);
    }

    private async Task<string[]> HistoryAsync(string channel)
        => [.. CommandLineFixture.LinesOf(await server.RunAsync("history", channel, "--limit", "1000", "--json")).Select(line => line.GetProperty("data").GetRawText())];
}
