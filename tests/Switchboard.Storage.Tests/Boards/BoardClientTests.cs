using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Switchboard.Client;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Clients;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Boards;

/// <summary>Boards with .NET clients of a server that is a process of its own, and is killed.</summary>
public sealed class BoardClientTests(PostgreSqlCluster cluster)
{
    private const string Channel = "board:a";

    private static bool IsLong => Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Board_LinesAndWhoLooks_AreThere()
    {
        await using var hub = await ClientHub.StartAsync();
        await CreateAsync(hub, lines: 3);
        var (ann, bob) = (await hub.ConnectAsync("ann"), await hub.ConnectAsync("bob"));
        await using var board = ann.Board(Channel);
        await using var other = bob.Board(Channel);
        var changes = new ConcurrentQueue<BoardLine>();
        other.OnChanged((line, _) =>
        {
            changes.Enqueue(line);
            return ValueTask.CompletedTask;
        });
        await board.ReadyAsync(Cancelled);
        await other.ReadyAsync(Cancelled);

        var taken = await board.TakeAsync("line1", new BoardLineOptions { Note = "mine" }, Cancelled);
        await UntilAsync(() => other.TryGetLine("line1", out var line) && line.Entry.Holder == "ann");

        Assert.Equal(("The lines", 3), (other.Title, other.Lines.Count));
        Assert.Equal(2, (await other.WatchersAsync(Cancelled)).Count);
        var refused = await Assert.ThrowsAsync<SwitchboardException>(() => other.TakeAsync("line1", cancellationToken: Cancelled));
        Assert.Equal("ann", BoardLine.Read(refused.Error.Details!.Current!)!.Entry.Holder);
        Assert.Equal("bob", (await other.TakeAsync("line1", new BoardLineOptions { TakeOver = true, Expected = taken.Line.Position }, Cancelled)).Line.Entry.Holder);
        Assert.Equal("bob", (await board.FreeAsync("line1", cancellationToken: Cancelled)).Line.Entry.Change.Before);
        Assert.Equal(["free", "take_over", "take", "create"], (await board.HistoryAsync(new BoardHistoryOptions { Line = "line1" }, Cancelled)).Changes.Select(static line => line.Entry.Change.Op), StringComparer.Ordinal);
        await UntilAsync(() => changes.Any(static line => line.Entry.Change.Op == "free"));
        Assert.Equal(Channel, (await bob.BoardsAsync(cancellationToken: Cancelled)).Boards.Single().Channel);
    }

    [Fact]
    public async Task Take_AHundredOnSeveralWires_OneWinsEachRound()
    {
        await using var hub = await ClientHub.StartAsync();
        await CreateAsync(hub, lines: 1);
        using var http = Api(hub);
        var boards = await Task.WhenAll(Enumerable.Range(0, 60).Select(async number => (await hub.ConnectAsync($"user{number}")).Board(Channel)));
        await Task.WhenAll(boards.Select(static board => board.ReadyAsync(Cancelled)));
        for (var round = 0; round < 5; round++)
        {
            var outcomes = await Task.WhenAll(
                boards.Select(TryTakeAsync).Concat(Enumerable.Range(0, 40).Select(number => TryTakeAsync(http, $"api{number}"))));

            Assert.Single(outcomes, static won => won);
            await boards[round].FreeAsync("line0", cancellationToken: Cancelled);
        }

        Assert.Equal(5, (await boards[0].HistoryAsync(new BoardHistoryOptions { Op = BoardActions.Take }, Cancelled)).Changes.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_WhileManyChangeAndWatch_EveryWatcherAndTheAuditHaveWhatIsThere(bool onPostgreSql)
    {
        var (lines, watchers, kills, actors) = IsLong ? (2000, 500, 10, 10) : (200, 25, 2, 5);
        await using var hub = await ClientHub.StartAsync(onPostgreSql ? await cluster.CreateSchemaAsync() : null);
        await CreateAsync(hub, lines);
        var boards = new List<SwitchboardBoard>();
        for (var number = 0; number < watchers; number++)
        {
            boards.Add((await hub.ConnectAsync($"user{number}")).Board(Channel));
        }

        await Task.WhenAll(boards.Select(static board => board.ReadyAsync(Cancelled)));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var acknowledged = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var acting = Task.WhenAll(Enumerable.Range(0, actors).Select(number => Task.Run(() => ActAsync(boards[number], number, lines, acknowledged, enough.Token), Cancelled)));
        for (var kill = 0; kill < kills; kill++)
        {
            var goal = acknowledged.Count + 60;
            await UntilAsync(() => acknowledged.Count >= goal || acting.IsCompleted);
            await hub.KillAsync();
        }

        var last = acknowledged.Count + 20;
        await UntilAsync(() => acknowledged.Count >= last || acting.IsCompleted);
        await enough.CancelAsync();
        await acting;

        var history = await HistoryAsync(boards[0]);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(static offset => (ulong)offset), history.Select(static line => line.Position.Offset));
        var notes = history.Where(static line => line.Entry.Change.Op is BoardActions.Take or BoardActions.TakeOver or BoardActions.Renew).ToLookup(static line => line.Entry.Note!, StringComparer.Ordinal);
        Assert.All(acknowledged, done => Assert.Equal(done.Value, Assert.Single(notes[done.Key]).Line));
        var state = history.Where(static line => !line.IsBoard).GroupBy(static line => line.Line, StringComparer.Ordinal)
            .Select(static changes => changes.Last()).OrderBy(static line => line.Line, StringComparer.Ordinal).Select(static line => (line.Line, line.Entry.Holder, line.Position)).ToArray();
        foreach (var board in boards)
        {
            await UntilAsync(() => board.Subscription.Position?.Offset == (ulong)history.Count);
            Assert.Equal(state, board.Lines.OrderBy(static line => line.Line, StringComparer.Ordinal).Select(static line => (line.Line, line.Entry.Holder, line.Position)));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{lines} lines, {watchers} watchers, {kills} kills, {acknowledged.Count} acknowledged takes, {history.Count} changes");
    }

    private static async Task ActAsync(
        SwitchboardBoard board, int actor, int lines, ConcurrentDictionary<string, string> acknowledged, CancellationToken enough)
    {
        // About fifty changes a second of all of them together.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var random = new Random(actor);
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var line = $"line{random.Next(lines)}";
            try
            {
                var (note, key) = ($"{actor}-{number}", $"{actor}-{number}");
                await board.TakeAsync(line, new BoardLineOptions { TakeOver = true, Note = note, IdempotencyKey = key }, Cancelled);
                acknowledged[note] = line;
                if (random.Next(2) == 0)
                {
                    await board.FreeAsync(line, cancellationToken: Cancelled);
                }

                await pace.WaitForNextTickAsync(enough);
            }
            catch (OperationCanceledException) when (enough.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<List<BoardLine>> HistoryAsync(SwitchboardBoard board)
    {
        var all = new List<BoardLine>();
        var page = new BoardHistoryPage([], null);
        do
        {
            page = await board.HistoryAsync(new BoardHistoryOptions { OldestFirst = true, Limit = 1000, Cursor = page.Cursor }, Cancelled);
            all.AddRange(page.Changes);
        }
        while (page.Cursor is not null);
        return all;
    }

    private static async Task<bool> TryTakeAsync(SwitchboardBoard board)
    {
        try
        {
            return (await board.TakeAsync("line0", cancellationToken: Cancelled)).Suppressed is null;
        }
        catch (SwitchboardException exception) when (exception.Error.Code == ErrorCodes.Conflict.Code)
        {
            return false;
        }
    }

    private static async Task<bool> TryTakeAsync(HttpClient http, string user)
    {
        var answer = await CallAsync(http, "board_take", $$"""{"channel":"{{Channel}}","line":"line0","for":"{{user}}"}""");
        return answer.TryGetProperty("result", out _) || (answer.GetProperty("error").GetProperty("code").GetInt32() == 413 ? false : throw new InvalidOperationException(answer.ToString()));
    }

    private static async Task CreateAsync(ClientHub hub, int lines)
    {
        using var http = Api(hub);
        var names = string.Join(',', Enumerable.Range(0, lines).Select(static number => $$"""{"main":"main","sub":"{{number}}","line":"line{{number}}"}"""));
        Assert.Equal(lines, (await CallAsync(http, "board_create", $$"""{"channel":"{{Channel}}","title":"The lines","lines":[{{names}}]}""")).GetProperty("result").GetProperty("lines").GetInt32());
    }

    private static HttpClient Api(ClientHub hub)
    {
        var http = new HttpClient { BaseAddress = new UriBuilder(hub.Url) { Scheme = "http", Path = "/api/" }.Uri, Timeout = Patience.Limit };
        http.DefaultRequestHeaders.Add("X-API-Key", ClientHub.ApiKey);
        return http;
    }

    private static async Task<JsonElement> CallAsync(HttpClient http, string method, string request)
    {
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(method, UriKind.Relative), content, Cancelled);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit * 5);
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
