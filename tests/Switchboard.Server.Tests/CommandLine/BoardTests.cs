using System.Text;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary><c>switchboard board</c>.</summary>
public sealed class BoardTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    [Fact]
    public async Task Board_OfAFile_IsTakenFreedAndExported()
    {
        await File.WriteAllBytesAsync(Path.Combine(server.Folder, "lines.csv"), Encoding.Latin1.GetBytes("main;sub\r\nZürich;=1+1\r\nb;2\r\n"), TestContext.Current.CancellationToken);

        Assert.Equal("2 lines added, 0 renamed, 0 removed; 2 lines.\n", (await server.RunAsync("board", "create", "lines:a", "--csv", "lines.csv", "--title", "Lines", "--person", "ann")).Output);
        Assert.Equal("channel\ttitle\tlines\tpersons\nlines:a\tLines\t2\tann\n", (await server.RunAsync("board", "list")).Output);
        var taken = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("board", "take", "lines:a", "b/2", "--for", "ann", "--note", "mine", "--json")));
        var refused = await server.RunAsync("board", "take", "lines:a", "b/2", "--for", "bob");
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("somebody else holds the line", refused.Errors, StringComparison.Ordinal);
        Assert.StartsWith("b/2 is held by bob, at ", (await server.RunAsync("board", "take", "lines:a", "b/2", "--for", "bob", "--take-over")).Output, StringComparison.Ordinal);
        Assert.Equal(5, (await server.RunAsync("board", "free", "lines:a", "b/2", "--expect", $"{taken.GetProperty("offset")}@{taken.GetProperty("epoch")}")).ExitCode);
        Assert.StartsWith("b/2 is free, at ", (await server.RunAsync("board", "free", "lines:a", "b/2")).Output, StringComparison.Ordinal);
        Assert.Contains("it was free already", (await server.RunAsync("board", "free", "lines:a", "b/2")).Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await server.RunAsync("board", "note", "lines:a", "b/2", "=2+2")).ExitCode);
        Assert.Equal("1 line added, 1 renamed, 0 removed; 3 lines.\n", (await server.RunAsync("board", "change", "lines:a", "--add", "c;3", "--rename", "b;zwei;b/2")).Output);

        var history = CommandLineFixture.LinesOf(await server.RunAsync("board", "history", "lines:a", "--line", "b/2", "--oldest-first", "--json")).Select(static change => change.GetProperty("data").GetProperty("change").GetProperty("op").GetString());
        Assert.Equal(["create", "take", "take_over", "free", "note", "rename"], history, StringComparer.Ordinal);
        var csv = (await server.RunAsync("board", "export", "lines:a")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("offset,time,op,line,main,sub,holder,since", csv[0], StringComparison.Ordinal);
        Assert.Equal(10, csv.Length);
        Assert.Contains(csv, static row => row.Contains(",Zürich,'=1+1,", StringComparison.Ordinal) || row.Contains(",Zürich,\"'=1+1\",", StringComparison.Ordinal));
        Assert.Contains(csv, static row => row.Contains("'=2+2", StringComparison.Ordinal));
        Assert.DoesNotContain(csv, static row => row.Contains(",=", StringComparison.Ordinal));
        Assert.Equal(2, CommandLineFixture.LinesOf(await server.RunAsync("board", "export", "lines:a", "--op", "take", "--json")).Length + CommandLineFixture.LinesOf(await server.RunAsync("board", "export", "lines:a", "--op", "free", "--json")).Length);

        var watched = CommandLineFixture.LinesOf(await server.RunAsync("board", "watch", "lines:a", "--count", "3", "--json")).Where(static line => line.TryGetProperty("line", out var key) && key.GetString() != "$board");
        Assert.Equal(["Z", "b", "c"], watched.Select(static line => line.GetProperty("line").GetString()![..1]).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal("0 lines added, 0 renamed, 3 removed; 0 lines.\n", (await server.RunAsync("board", "delete", "lines:a")).Output);
    }

    [Fact]
    public async Task Export_OfNoBoard_IsAnErrorAndWritesNothing()
    {
        foreach (var format in new string[][] { [], ["--json"] })
        {
            var refused = await server.RunAsync(["board", "export", "lines:nowhere", .. format]);

            Assert.Equal((5, ""), (refused.ExitCode, refused.Output));
            Assert.Contains("has no board yet", refused.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("  =1+1")]
    [InlineData("\u00A0@x")]
    [InlineData("\uFF1D1+1")]
    [InlineData("\uFF0B1")]
    [InlineData("\uFF0D1")]
    [InlineData("\uFF20x")]
    public async Task Export_WhatASpreadsheetMayTakeForAFormula_IsText(string note)
    {
        var board = $"lines:formula{(int)note[0]}{note.Length}";
        Assert.Equal(0, (await server.RunAsync("board", "create", board)).ExitCode);
        Assert.Equal("1 line added, 0 renamed, 0 removed; 1 line.\n", (await server.RunAsync("board", "change", board, "--add", "a;1")).Output);
        Assert.Equal(0, (await server.RunAsync("board", "note", board, "a/1", note)).ExitCode);
        Assert.Equal(0, (await server.RunAsync("board", "delete", board)).ExitCode);

        Assert.Contains($"'{note}", (await server.RunAsync("board", "export", board, "--op", "note")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_FileThatDoesNotFit_IsRefusedWithItsLine()
    {
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "bad.csv"), "a;b\na;b\n", TestContext.Current.CancellationToken);

        var refused = await server.RunAsync("board", "create", "lines:bad", "--csv", "bad.csv");
        var missing = await server.RunAsync("board", "create", "lines:bad", "--csv", "nowhere.csv");

        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("csv line 2", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("nowhere.csv cannot be read", missing.Errors, StringComparison.Ordinal);
    }
}
