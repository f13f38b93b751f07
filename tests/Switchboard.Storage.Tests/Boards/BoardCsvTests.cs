using System.Text;
using Xunit;

namespace Switchboard.Storage.Tests.Boards;

/// <summary>Boards are made of CSV as people have it.</summary>
public sealed class BoardCsvTests
{
    private const string Channel = "board:a";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("vpn;1\nvpn;2", "vpn/1=vpn|1", "vpn/2=vpn|2")]
    [InlineData("main;sub\r\nvpn;1\r\n\r\n", "vpn/1=vpn|1")]
    [InlineData("vpn,1\nb;c,2", "b;c/2=b;c|2", "vpn/1=vpn|1")]
    [InlineData("vpn\t1\nb,c\t2", "b,c/2=b,c|2", "vpn/1=vpn|1")]
    [InlineData("\"a;b\";\"say \"\"x\"\"\"\nc;d", "a;b/say \"x\"=a;b|say \"x\"", "c/d=c|d")]
    [InlineData("\uFEFFvpn;1;key", "key=vpn|1")]
    [InlineData("=cmd|'/c calc'!A0;+1", "=cmd|'/c calc'!A0/+1==cmd|'/c calc'!A0|+1")]
    [InlineData("main;sub;key\nvpn;1;k", "k=vpn|1")]
    [InlineData("Main;Sub;Line\nvpn;1;k", "k=vpn|1")]
    [InlineData("main;sub;other\nvpn;1", "other=main|sub", "vpn/1=vpn|1")]
    [InlineData("alone", "alone=alone|")]
    [InlineData(" vpn ; 1 ", "vpn/1=vpn|1")]
    public async Task Create_Csv_HasTheseLines(string csv, params string[] expected)
    {
        await using var board = await BoardApplication.StartAsync();
        await board.Hub.BoardCreateAsync(Channel, new BoardDefinition { Csv = csv }, Cancelled);

        var entries = (await board.Hub.MapReadStateAsync(Channel, cancellationToken: Cancelled)).Entries.Select(BoardLine.Read).Where(static line => !line!.IsBoard);
        Assert.Equal(expected, entries.Select(static line => $"{line!.Line}={line.Entry.Main}|{line.Entry.Sub}").Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("a;b\nc;d\na;b", "csv line 3, column 3 (line) is \"a/b\", as that of line 1 is")]
    [InlineData("a;b\n;d", "csv line 2, column 1 (main) is missing")]
    [InlineData("a;b\nc;\u0001", "csv line 2, column 2 (sub) must be text without control characters")]
    [InlineData("a;b\nc;d;e;f", "csv line 2, column 4 is one too many")]
    [InlineData("a;b\nc;\"d", "csv line 2 and those behind it cannot be read")]
    [InlineData("a;b\nc\"d;e", "csv line 2 and those behind it cannot be read")]
    [InlineData("a;b\n\"two\nlines\";c", "csv line 2, column 1 (main) must be text")]
    public async Task Create_BadCsv_NamesLineAndColumn_AndWritesNothing(string csv, string message)
    {
        await using var board = await BoardApplication.StartAsync();
        var refused = await Assert.ThrowsAsync<SwitchboardException>(() => board.Hub.BoardCreateAsync(Channel, new BoardDefinition { Csv = csv }, Cancelled).AsTask());

        Assert.Contains(message, refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await board.Hub.MapCountAsync(Channel, Cancelled));
    }

    [Fact]
    public async Task Create_CsvThatIsTooLong_IsRefused()
    {
        await using var board = await BoardApplication.StartAsync(static space => space.MapMaxEntries = 100);
        var many = string.Join('\n', Enumerable.Range(0, 101).Select(static number => $"a;{number}"));
        var name = $"a;{new string('x', 129)}";

        Assert.Equal("mapMaxEntries", (await ErrorOfAsync(board, many)).Details!.Reason);
        Assert.Equal("boardMaxCsvBytes", (await ErrorOfAsync(board, new string('x', 4_194_305))).Details!.Reason);
        Assert.Contains("csv line 1, column 2 (sub) has 129 bytes, and may have 128 (boardMaxNameBytes)", (await ErrorOfAsync(board, name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_OfAFile_IsReadAsItIsEncoded()
    {
        const string Text = "Zürich;café";
        Assert.Equal(Text, await ReadAsync(Encoding.UTF8.GetBytes(Text)));
        Assert.Equal(Text, await ReadAsync([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)]));
        Assert.Equal(Text, await ReadAsync([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)]));
        Assert.Equal(Text, await ReadAsync([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)]));
        Assert.Equal(Text, await ReadAsync(Encoding.Latin1.GetBytes(Text)));
        Assert.Equal("5 €", await ReadAsync([(byte)'5', (byte)' ', 0x80]));
        var tooLarge = await Assert.ThrowsAsync<SwitchboardException>(() => BoardCsvText.ReadAsync(new MemoryStream(new byte[101]), 100, Cancelled));
        Assert.Equal(100, tooLarge.Error.Details!.Limit);
    }

    private static Task<string> ReadAsync(byte[] bytes) => BoardCsvText.ReadAsync(new MemoryStream(bytes), 100, Cancelled);

    private static async Task<ErrorCode> ErrorOfAsync(BoardApplication board, string csv)
        => (await Assert.ThrowsAsync<SwitchboardException>(() => board.Hub.BoardCreateAsync(Channel, new BoardDefinition { Csv = csv }, Cancelled).AsTask())).Error;
}
