using System.Text.Json;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

public sealed class SubscribeTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscribe_TokenFileMissing_EndsAsWithTheKeyFile()
    {
        var token = await server.RunAsync("subscribe", "news", "--token-file", "missing");
        var key = await server.RunAsync("history", "news", "--key-file", "missing");

        Assert.Equal((1, key.Errors), (token.ExitCode, token.Errors));
        Assert.Equal(1, key.ExitCode);
    }

    [Fact]
    public async Task Subscribe_FromAPosition_PrintsWhatIsKeptAndThenWhatComes()
    {
        await server.RunAsync("1\n2\n", ["publish", "tail", "--lines"]);
        using var tail = server.Start("subscribe", "tail", "--since", "0", "--count", "3", "--json");
        await tail.ReadUntilAsync("\"offset\":2", Cancellation);

        await server.RunAsync("publish", "tail", """{"a":3}""", "--event", "last");

        var line = await tail.ReadUntilAsync("\"offset\":3", Cancellation);
        var publication = JsonDocument.Parse(line).RootElement;
        Assert.Equal("""{"a":3}""", publication.GetProperty("data").GetRawText());
        Assert.Equal("last", publication.GetProperty("tags").GetProperty("event").GetString());
        Assert.Equal(0, (await tail.WaitAsync(Cancellation)).ExitCode);
    }

    [Fact]
    public async Task Subscribe_FromTheOldest_PrintsMoreThanASubscriptionRecovers()
    {
        await server.RunAsync(string.Join('\n', Enumerable.Range(1, 1200)), ["publish", "long", "--lines"]);

        var result = await server.RunAsync("subscribe", "long", "--since", "0", "--count", "1000", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Enumerable.Range(201, 1000), CommandLineFixture.LinesOf(result).Select(line => line.GetProperty("offset").GetInt32()));
    }

    [Fact]
    public async Task Subscribe_Tags_LeaveOutTheOthers()
    {
        await server.RunAsync("publish", "filtered", "1", "--tag", "severity=low");
        await server.RunAsync("publish", "filtered", "2", "--tag", "severity=high");
        await server.RunAsync("publish", "filtered", "3", "--tag", "severity=high", "--event", "alarm");

        var result = await server.RunAsync("subscribe", "filtered", "--since", "0", "--tag", "severity=high", "--event", "alarm", "--count", "1", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(3, Assert.Single(CommandLineFixture.LinesOf(result)).GetProperty("offset").GetInt32());
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Subscribe_Signal_EndsItCleanly(string signal, int exitCode)
    {
        await server.RunAsync("publish", "signals", "1");
        using var tail = server.Start("subscribe", "signals", "--since", "0", "--json");
        await tail.ReadUntilAsync("signals", Cancellation);

        await tail.SignalAsync(signal, Cancellation);
        var result = await tail.WaitAsync(Cancellation);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Subscribe_OutputWithoutReader_EndsSilently()
    {
        await server.RunAsync("publish", "closed", "1");
        using var tail = server.Start("subscribe", "closed", "--since", "0", "--json");
        await tail.ReadUntilAsync("closed", Cancellation);
        tail.CloseOutput();

        await server.RunAsync("publish", "closed", "2");
        var result = await tail.WaitForErrorsAsync(Cancellation);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData(5, "unknown channel (102)", "subscribe", "nowhere:x")]
    [InlineData(3, "Nothing listens at", "subscribe", "news", "--server", "http://127.0.0.1:1")]
    [InlineData(1, "name only one", "subscribe", "a", "b", "--since", "1")]
    public async Task Subscribe_ThatCannotBe_SaysSoInOneSentence(int exitCode, string part, params string[] arguments)
    {
        var result = await server.RunAsync(arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(part, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_SeveralChannels_NamesTheOneThatIsRefused()
    {
        var result = await server.RunAsync("subscribe", "news", "nowhere:x", "live:y");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("refused nowhere:x: unknown channel (102). Check the channel's name", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("with allowSubscribe.", "work:x")]
    [InlineData("with allowSubscribe and allowHistory.", "live:x", "--since", "0")]
    public async Task Subscribe_NotAllowed_SpeaksOfTheTokenAndTheOption(string part, params string[] arguments)
    {
        var anonymous = await server.RunAsync(["subscribe", .. arguments]);
        var user = await server.RunAsync(server.Token("sam"), ["subscribe", .. arguments]);

        Assert.Equal((5, 5), (anonymous.ExitCode, user.ExitCode));
        Assert.Contains($"refused {arguments[0]}: permission denied (103). Give a token that allows it (--token-file), or allow anonymous connections in the namespace {part}", anonymous.Errors, StringComparison.Ordinal);
        Assert.Contains($"refused {arguments[0]}: permission denied (103). Use a token that allows it (--token-file), or allow its user in the namespace {part}", user.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_AnonymousWhereThatIsNotAllowed_SaysHowToGiveAToken()
    {
        using var strict = SwitchboardProcess.Start(server.Folder, new Dictionary<string, string>(StringComparer.Ordinal), "serve", "--config", "server.json", "--set", "connections.allowAnonymous=false", "--set", "storage.path=strict.db", "--urls", "http://127.0.0.1:0");
        var address = await strict.ReadAddressAsync(Cancellation);

        var result = await server.RunAsync("subscribe", "news", "--server", $"{address}");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("does not allow anonymous connections: unauthorized (101); give a token with SWITCHBOARD_TOKEN or --token-file", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_BadToken_Is4()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SWITCHBOARD_SERVER"] = $"{server.Address}", ["SWITCHBOARD_TOKEN"] = "no token" };

        var result = await server.RunAsync(environment, ["subscribe", "news"]);

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("does not accept this token", result.Errors, StringComparison.Ordinal);
    }
}
