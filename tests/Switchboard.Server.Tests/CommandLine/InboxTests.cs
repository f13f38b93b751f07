using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>The commands that look into inboxes. Each test has users of its own.</summary>
public sealed class InboxTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    [Fact]
    public async Task Inbox_SentListedMarkedAndAskedFor()
    {
        var first = await SendAsync("ann", "1", "--kind", "note", "--priority", "3", "--tag", "area=7");
        var second = await SendAsync("ann", "{\"b\":2}", "--reply-to", first, "--expires-seconds", "3600");

        var listed = CommandLineFixture.LinesOf(await server.RunAsync("inbox", "ann", "--json"));
        Assert.Equal([second, first], listed.Select(line => line.GetProperty("id").GetString()!), StringComparer.Ordinal);
        Assert.Equal(first, listed[0].GetProperty("tags").GetProperty("reply_to").GetString(), StringComparer.Ordinal);
        Assert.Equal(("note", "3", "7"), (TagOf("kind"), TagOf("priority"), TagOf("area")));
        AssertIds([first], await server.RunAsync("inbox", "ann", "--kind", "note", "--json"));
        AssertIds([second], await server.RunAsync("inbox", "ann", "--limit", "1", "--json"));
        Assert.Equal("2 unread.\n", (await server.RunAsync("inbox", "ann", "--limit", "0")).Output);

        Assert.Equal("Marked; 1 unread.\n", (await server.RunAsync("mark", "ann", "read", first)).Output);
        AssertIds([second], await server.RunAsync("inbox", "ann", "--unread", "--json"));
        Assert.Equal("""{"user":"ann","unread":0}""" + "\n", (await server.RunAsync("mark", "ann", "archived", second, "--json")).Output);
        AssertIds([second], await server.RunAsync("inbox", "ann", "--archived", "--json"));

        var state = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("state", first, "--json")));
        Assert.Equal(("ann", "read"), (state.GetProperty("user").GetString(), state.GetProperty("state").GetString()));

        string? TagOf(string name) => listed[1].GetProperty("tags").GetProperty(name).GetString();
    }

    [Fact]
    public async Task Inbox_MoreThanAPage_IsListedUpToTheLimit()
    {
        var ids = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            ids.Insert(0, await SendAsync("pat", $"{number}"));
        }

        var two = await server.RunAsync("inbox", "pat", "--limit", "2", "--json");

        AssertIds(ids[..2], two);
        Assert.Contains("There are more messages", two.Errors, StringComparison.Ordinal);
        AssertIds(ids, await server.RunAsync("inbox", "pat", "--json"));
    }

    [Fact]
    public async Task Lists_InAPipe_AreTablesWithTabulators()
    {
        var id = await SendAsync("tab", "\"x\"", "--kind", "note");

        Assert.Matches($"^id\ttime\tstate\tsender\tkind\tdata\n{id}\t[^\t]+\taccepted\t\tnote\t\"x\"\n$", (await server.RunAsync("inbox", "tab")).Output);
        Assert.Matches($"^id\tuser\tstate\taccepted\tdelivered\tread\tended\n{id}\ttab\taccepted\t[^\t]+\t\t\t\n$", (await server.RunAsync("state", id)).Output);
    }

    [Fact]
    public async Task State_NothingIsKnown_IsNamedAnd5()
    {
        var result = await server.RunAsync("state", "nothing", "--json");

        Assert.Equal(5, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("Nothing is known of nothing", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RepeatedWithItsKey_PrintsTheFirstId()
        => Assert.Equal(await SendAsync("rep", "1", "--idempotency-key", "k"), await SendAsync("rep", "1", "--idempotency-key", "k"), StringComparer.Ordinal);

    [Theory]
    [InlineData("mark", "ann", "seen", "x")]
    [InlineData("mark", "ann", "read")]
    [InlineData("state")]
    [InlineData("inbox")]
    [InlineData("inbox", "ann", "--limit", "-1")]
    [InlineData("inbox", "ann", "--limit", "x")]
    [InlineData("connections", "--limit", "-1")]
    [InlineData("scheduled", "--limit", "-1")]
    [InlineData("history", "x", "--limit", "x")]
    [InlineData("channels", "--timeout", "x")]
    [InlineData("call", "x", "--deadline", "x")]
    [InlineData("serve-call", "x", "true", "--concurrency", "x")]
    public async Task Arguments_WrongOrMissing_Are1(params string[] arguments) => Assert.Equal(1, (await server.RunAsync(arguments)).ExitCode);

    private static void AssertIds(IEnumerable<string> ids, CommandResult result)
        => Assert.Equal(ids, CommandLineFixture.LinesOf(result).Select(line => line.GetProperty("id").GetString()!), StringComparer.Ordinal);

    private async Task<string> SendAsync(string user, string data, params string[] more)
        => Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync(["send", user, data, "--json", .. more]))).GetProperty("id").GetString()!;
}
