using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary><c>switchboard append</c>, <c>replace</c>, <c>delete</c> and <c>end</c>.</summary>
public sealed class ChangeTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    [Fact]
    public async Task Change_PublicationOfAMutableNamespace_IsWhatHistoryShows()
    {
        var published = await server.RunAsync("publish", "growing:a", "\"Once\"", "--id", "a-1", "--open");
        Assert.Equal(0, published.ExitCode);
        Assert.StartsWith("Published a-1 into growing:a at offset 1 of epoch ", published.Output, StringComparison.Ordinal);

        var appended = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("append", "growing:a", "a-1", "\" upon\"", "--tag", "by=me", "--json")));
        Assert.Equal(("a-1", 2), (appended.GetProperty("id").GetString(), appended.GetProperty("offset").GetInt32()));
        Assert.Equal(0, (await server.RunAsync("end", "growing:a", "a-1", "\" a time\"")).ExitCode);
        var refused = await server.RunAsync("append", "growing:a", "a-1", "\"!\"");
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("has ended", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("Once upon a time", (await server.RunAsync("history", "growing:a")).Output, StringComparison.Ordinal);

        Assert.StartsWith("a-1 is at offset 4 of epoch ", (await server.RunAsync("replace", "growing:a", "a-1", "\"Twice\"")).Output, StringComparison.Ordinal);
        Assert.Contains("Twice", (await server.RunAsync("history", "growing:a")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await server.RunAsync("delete", "growing:a", "a-1")).ExitCode);
        Assert.DoesNotContain("Twice", (await server.RunAsync("history", "growing:a")).Output, StringComparison.Ordinal);
    }
}
