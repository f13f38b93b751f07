namespace Switchboard.Client.Tests.Documentation;

/// <summary>The examples of docs/boards.md, word for word, so that they compile.</summary>
internal static class BoardPageExamples
{
    public static async Task<BoardHistoryPage> TakeAsync(ISwitchboard hub)
    {
        await hub.BoardCreateAsync("board:rooms", new BoardDefinition { Title = "Rooms", Lines = [new BoardLineName("First floor", "Blue"), new BoardLineName("First floor", "Green")] });
        var taken = await hub.BoardTakeAsync("board:rooms", "First floor/Blue", new BoardLineOptions { For = "ann", Note = "until noon" });
        await hub.BoardFreeAsync("board:rooms", taken.Line.Line, new BoardLineOptions { Expected = taken.Line.Position });
        var history = await hub.BoardHistoryAsync("board:rooms", new BoardHistoryOptions { Line = taken.Line.Line });
        return history;
    }

    public static async Task WatchAsync(SwitchboardClient client)
    {
        await using var board = client.Board("board:rooms");
        board.OnChanged((line, _) =>
        {
            Console.WriteLine($"{line.Entry.Main} {line.Entry.Sub}: {line.Entry.Holder ?? "free"}");
            return ValueTask.CompletedTask;
        });
        await board.ReadyAsync();
        await board.TakeAsync("First floor/Green", new BoardLineOptions { TakeOver = true });
        Console.WriteLine($"{(await board.WatchersAsync()).Count} are looking.");
    }
}
