using Switchboard.Configuration;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Boards;

/// <summary>Lines are taken, freed and noted on, on SQLite and PostgreSQL.</summary>
public sealed class BoardTests(PostgreSqlCluster cluster)
{
    private const string Channel = "board:a";

    private static readonly BoardDefinition _two = new() { Title = "Lines", Lines = [new BoardLineName("vpn", "1"), new BoardLineName("vpn", "2") { Line = "two" }] };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Line_OfItsLife_HasEveryChangeInTheHistoryOnce(bool onPostgreSql)
    {
        await using var board = await BoardApplication.StartAsync(connectionString: onPostgreSql ? await cluster.CreateSchemaAsync() : null);
        Assert.Equal(new BoardChanges(2, 0, 0, 2), await board.Hub.BoardCreateAsync(Channel, _two, Cancelled));
        var ann = new BoardLineOptions { For = "ann" };

        var taken = await board.Hub.BoardTakeAsync(Channel, "vpn/1", ann, Cancelled);
        var same = await board.Hub.BoardTakeAsync(Channel, "vpn/1", ann, Cancelled);
        await board.Hub.BoardNoteAsync(Channel, "vpn/1", "until noon", cancellationToken: Cancelled);
        var over = await board.Hub.BoardTakeAsync(Channel, "vpn/1", new BoardLineOptions { For = "bob", TakeOver = true }, Cancelled);
        await board.Hub.BoardFreeAsync(Channel, "vpn/1", cancellationToken: Cancelled);
        await board.StopAsync();
        await board.StartAsync();

        Assert.Equal(("ann", "server"), (taken.Line.Entry.Holder, taken.Line.Entry.By));
        Assert.Equal((taken.Line.Position, "held"), (same.Line.Position, same.Suppressed));
        Assert.Equal(("ann", taken.Line.Entry.Since), (over.Line.Entry.Change.Before, over.Line.Entry.Change.BeforeSince));
        Assert.Equal("until noon", (await board.FindAsync("vpn/1"))!.Entry.Note);
        var history = await board.HistoryAsync();
        Assert.Equal(["create", "create", "create", "take", "note", "take_over", "free"], history.Select(static line => line.Entry.Change.Op), StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(1, 7).Select(static offset => (ulong)offset), history.Select(static line => line.Position.Offset));
        Assert.Equal(["take", "note", "take_over"], (await board.HistoryAsync(new BoardHistoryOptions { User = "ann" })).Select(static line => line.Entry.Change.Op), StringComparer.Ordinal);
        Assert.Single(await board.HistoryAsync(new BoardHistoryOptions { Line = "two" }));
        Assert.Equal("bob", Assert.Single(await board.HistoryAsync(new BoardHistoryOptions { Op = BoardActions.Free })).Entry.Change.Before);
        Assert.Empty(await board.HistoryAsync(new BoardHistoryOptions { Until = taken.Line.Time.AddDays(-1) }));
        Assert.Equal(7, (await board.HistoryAsync(new BoardHistoryOptions { From = taken.Line.Time.AddMinutes(-1), Until = taken.Line.Time.AddDays(1) })).Count);
    }

    [Fact]
    public async Task Take_Many_AtOnce_OneWinsEachTime()
    {
        await using var board = await BoardApplication.StartAsync();
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        for (var round = 0; round < 10; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => TryTakeAsync(board, $"user{number}")));

            var winner = Assert.Single(outcomes, static outcome => outcome.Error is null);
            Assert.All(outcomes.Where(static outcome => outcome.Error is not null), outcome => Assert.Equal((413u, winner.User), (outcome.Error!.Code, BoardLine.Read(outcome.Error.Details!.Current!)!.Entry.Holder)));
            await board.Hub.BoardFreeAsync(Channel, "vpn/1", cancellationToken: Cancelled);
        }

        Assert.Equal(10, (await board.HistoryAsync(new BoardHistoryOptions { Op = BoardActions.Take })).Count);
    }

    [Fact]
    public async Task Act_WithAKeyOrAPosition_TakesEffectOnceOrNotAtAll()
    {
        await using var board = await BoardApplication.StartAsync();
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        var keyed = new BoardLineOptions { For = "ann", IdempotencyKey = "k" };
        var taken = await board.Hub.BoardTakeAsync(Channel, "two", keyed, Cancelled);
        await board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "bob", TakeOver = true }, Cancelled);

        var again = await board.Hub.BoardTakeAsync(Channel, "two", keyed, Cancelled);
        var freed = new BoardLineOptions { IdempotencyKey = "f" };
        await board.Hub.BoardFreeAsync(Channel, "two", freed, Cancelled);

        Assert.Equal(("idempotency", "bob"), (again.Suppressed, again.Line.Entry.Holder));
        Assert.Equal("idempotency", (await board.Hub.BoardFreeAsync(Channel, "two", freed, Cancelled)).Suppressed);
        var stale = await ErrorOfAsync(board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "ann", Expected = taken.Line.Position }, Cancelled));
        Assert.Equal((413u, "changed"), (stale.Code, stale.Details!.Reason));
        Assert.Equal(5 + 1, (await board.HistoryAsync()).Count);
    }

    [Fact]
    public async Task Named_PersonsOfTheBoard_AreTheOnlyOnes()
    {
        await using var board = await BoardApplication.StartAsync(static space => space.BoardHolder = BoardHolder.Named);
        await board.Hub.BoardCreateAsync(Channel, _two with { Persons = ["Burt", "Jimmy"] }, Cancelled);

        Assert.Equal("Burt", (await board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "Burt" }, Cancelled)).Line.Entry.Holder);
        Assert.Equal("for", (await ErrorOfAsync(board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "Nobody" }, Cancelled))).Details!.Field);
        await board.Hub.BoardChangeAsync(Channel, new BoardModification { Persons = [] }, Cancelled);
        Assert.Equal("Nobody", (await board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "Nobody", TakeOver = true }, Cancelled)).Line.Entry.Holder);
        foreach (var bad in new[] { "", " ", new string('x', 129), "a\u0001b", "a\nb" })
        {
            Assert.Equal("for", (await ErrorOfAsync(board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = bad, TakeOver = true }, Cancelled))).Details!.Field);
        }
    }

    [Fact]
    public async Task Named_HoldOfSomebodyWhoLeftTheList_IsFreed_AndNotRenewed()
    {
        await using var board = await BoardApplication.StartAsync(static space => (space.BoardHolder, space.BoardMaxHoldSeconds) = (BoardHolder.Named, 3600));
        await board.Hub.BoardCreateAsync(Channel, _two with { Persons = ["Burt", "Jimmy"] }, Cancelled);
        var burt = new BoardLineOptions { For = "Burt" };
        await board.Hub.BoardTakeAsync(Channel, "two", burt, Cancelled);
        await board.Hub.BoardChangeAsync(Channel, new BoardModification { Persons = ["Jimmy"] }, Cancelled);

        var refused = await ErrorOfAsync(board.Hub.BoardTakeAsync(Channel, "two", burt, Cancelled));
        var freed = await board.Hub.BoardFreeAsync(Channel, "two", burt, Cancelled);

        Assert.Equal("for", refused.Details!.Field);
        Assert.Contains("nothing is taken or renewed for them", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("Burt", null), (freed.Line.Entry.Change.Before, freed.Line.Entry.Holder));
    }

    [Fact]
    public async Task Change_LineNamedTwice_IsRefused_AndNothingIsWritten()
    {
        await using var board = await BoardApplication.StartAsync();
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        var two = new BoardLineName("vpn", "zwei") { Line = "two" };
        (BoardModification Change, string Field)[] twice =
        [
            (new BoardModification { Rename = [two], Remove = ["two"] }, "remove[0]"),
            (new BoardModification { Rename = [two, two with { Sub = "deux" }] }, "rename[1].line"),
            (new BoardModification { Remove = ["vpn/1", "vpn/1"] }, "remove[1]"),
            (new BoardModification { Remove = ["vpn/1"], Add = [new BoardLineName("vpn", "1")] }, "add[0].line"),
            (new BoardModification { Rename = [two], Add = [new BoardLineName("x") { Line = "two" }] }, "add[0].line"),
        ];
        foreach (var (change, field) in twice)
        {
            var refused = await ErrorOfAsync(board.Hub.BoardChangeAsync(Channel, change, Cancelled));
            Assert.Equal((107u, field), (refused.Code, refused.Details!.Field));
            Assert.Contains("[0]", refused.Message, StringComparison.Ordinal);
        }

        await RefusedAsync("remove[0]", board.Hub.BoardChangeAsync(Channel, new BoardModification { Remove = [null!] }, Cancelled));
        await RefusedAsync("remove[1]", board.Hub.BoardChangeAsync(Channel, new BoardModification { Remove = ["vpn/1", "none"] }, Cancelled));
        await RefusedAsync("rename[0].line", board.Hub.BoardChangeAsync(Channel, new BoardModification { Rename = [new BoardLineName("a") { Line = "none" }] }, Cancelled));
        Assert.Equal(3, (await board.HistoryAsync()).Count);
    }

    [Fact]
    public async Task Take_RemovedLine_IsAConflictWhereAPositionWasExpected()
    {
        await using var board = await BoardApplication.StartAsync();
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        var seen = await board.FindAsync("two");
        await board.Hub.BoardChangeAsync(Channel, new BoardModification { Remove = ["two"] }, Cancelled);

        var expecting = await ErrorOfAsync(board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "ann", Expected = seen!.Position }, Cancelled));
        var plain = await ErrorOfAsync(board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "ann" }, Cancelled));

        Assert.Equal((413u, "missing", null), (expecting.Code, expecting.Details!.Reason, expecting.Details.Current));
        Assert.Equal((107u, "missing"), (plain.Code, plain.Details!.Reason));
    }

    [Fact]
    public async Task History_OfAChannelWithoutABoard_IsAnError()
    {
        await using var board = await BoardApplication.StartAsync();

        var refused = await ErrorOfAsync(board.Hub.BoardHistoryAsync(Channel, cancellationToken: Cancelled));

        Assert.Equal((107u, "missing", "channel"), (refused.Code, refused.Details!.Reason, refused.Details.Field));
    }

    [Fact]
    public async Task History_OfWhatOthersWrote_ShowsItAsUnknown()
    {
        var isBoard = false;
        await using var board = await BoardApplication.StartAsync(space => space.Board = isBoard);
        foreach (var data in new[] { "1", "{\"main\":\"vpn\",\"change\":null}", "{\"change\":{\"op\":null}}" })
        {
            await board.Hub.MapPublishAsync(Channel, "former", System.Text.Encoding.UTF8.GetBytes(data), cancellationToken: Cancelled);
        }

        await board.Hub.MapRemoveAsync(Channel, "former", cancellationToken: Cancelled);
        await board.StopAsync();
        isBoard = true;
        await board.StartAsync();
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);

        var history = await board.HistoryAsync(new BoardHistoryOptions { Op = BoardActions.Unknown });

        Assert.Equal(["former", "former", "former", "former"], history.Select(static line => line.Line), StringComparer.Ordinal);
        Assert.Equal([null, "vpn", null, null], history.Select(static line => line.Entry.Main), StringComparer.Ordinal);
        Assert.Equal([false, false, false, true], history.Select(static line => line.IsRemoved));
    }

    [Fact]
    public async Task Create_Again_NeverTouchesHolds()
    {
        await using var board = await BoardApplication.StartAsync();
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        var taken = await board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "ann" }, Cancelled);

        Assert.Equal(new BoardChanges(0, 0, 0, 2), await board.Hub.BoardCreateAsync(Channel, _two, Cancelled));
        Assert.Equal(new BoardChanges(1, 1, 0, 3), await board.Hub.BoardCreateAsync(Channel, new BoardDefinition { Csv = "vpn;zwei;two\nvpn;3" }, Cancelled));
        var refused = await ErrorOfAsync(board.Hub.BoardCreateAsync(Channel, new BoardDefinition { Csv = "vpn;9", Replace = true }, Cancelled));
        Assert.Equal(new BoardChanges(0, 0, 2, 1), await board.Hub.BoardCreateAsync(Channel, new BoardDefinition { Csv = "vpn;zwei;two", Replace = true }, Cancelled));

        Assert.Equal((413u, "held"), (refused.Code, refused.Details!.Reason));
        var line = await board.FindAsync("two");
        Assert.Equal(("ann", taken.Line.Entry.Since, "zwei"), (line!.Entry.Holder, line.Entry.Since, line.Entry.Sub));
        var gone = await board.Hub.BoardDeleteAsync(Channel, force: true, Cancelled);
        Assert.Equal((1, 0), (gone.Removed, gone.Lines));
        Assert.Empty((await board.Hub.BoardListAsync(cancellationToken: Cancelled)).Boards);
        Assert.Equal("ann", (await board.HistoryAsync(new BoardHistoryOptions { Op = BoardActions.Remove, Line = "two" })).Single().Entry.Change.Before);
    }

    [Fact]
    public async Task BadInput_IsAnErrorThatNamesTheField()
    {
        await using var board = await BoardApplication.StartAsync(static space => space.MapMaxEntries = 3);
        Assert.Equal("missing", (await ErrorOfAsync(board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "ann" }, Cancelled))).Details!.Reason);
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);

        await RefusedAsync("line", board.Hub.BoardTakeAsync(Channel, "nine", new BoardLineOptions { For = "ann" }, Cancelled));
        await RefusedAsync("line", board.Hub.BoardTakeAsync(Channel, BoardEntry.BoardKey, new BoardLineOptions { For = "ann" }, Cancelled));
        await RefusedAsync("for", board.Hub.BoardTakeAsync(Channel, "two", BoardLineOptions.None, Cancelled));
        await RefusedAsync("for", board.Hub.BoardTakeAsync(Channel, "two", new BoardLineOptions { For = "a#b" }, Cancelled));
        await RefusedAsync("note", board.Hub.BoardNoteAsync(Channel, "two", new string('x', 1025), cancellationToken: Cancelled));
        await RefusedAsync("title", board.Hub.BoardChangeAsync(Channel, new BoardModification { Title = new string('x', 129) }, Cancelled));
        await RefusedAsync("add[0].main", board.Hub.BoardChangeAsync(Channel, new BoardModification { Add = [new BoardLineName("a\u0001")] }, Cancelled));
        await RefusedAsync("rename[0].line", board.Hub.BoardChangeAsync(Channel, new BoardModification { Rename = [new BoardLineName("a")] }, Cancelled));
        await RefusedAsync("remove[0]", board.Hub.BoardChangeAsync(Channel, new BoardModification { Remove = ["nine"] }, Cancelled));
        await RefusedAsync("lines[1].line", board.Hub.BoardCreateAsync(Channel, new BoardDefinition { Lines = [new BoardLineName("a"), new BoardLineName("a")] }, Cancelled));
        await RefusedAsync("lines", board.Hub.BoardCreateAsync(Channel, new BoardDefinition { Csv = "a\nb" }, Cancelled));
        await RefusedAsync("op", board.Hub.BoardHistoryAsync(Channel, new BoardHistoryOptions { Op = "steal" }, Cancelled));
        await RefusedAsync("cursor", board.Hub.BoardHistoryAsync(Channel, new BoardHistoryOptions { Cursor = "what" }, Cancelled));
        await RefusedAsync("limit", board.Hub.BoardHistoryAsync(Channel, new BoardHistoryOptions { Limit = 1001 }, Cancelled));
        await RefusedAsync("channel", board.Hub.BoardCreateAsync("map:a", _two, Cancelled));
        await RefusedAsync("channel", board.Hub.MapPublishAsync(Channel, "two", "1"u8.ToArray(), cancellationToken: Cancelled));
        await RefusedAsync("channel", board.Hub.MapRemoveAsync(Channel, "two", cancellationToken: Cancelled));
        await Assert.ThrowsAsync<SwitchboardException>(() => board.Hub.MapClearAsync(Channel, Cancelled).AsTask());
        Assert.Equal(3, (await board.HistoryAsync()).Count);
    }

    private static async Task<(string User, ErrorCode? Error)> TryTakeAsync(BoardApplication board, string user)
    {
        try
        {
            await board.Hub.BoardTakeAsync(Channel, "vpn/1", new BoardLineOptions { For = user }, Cancelled);
            return (user, null);
        }
        catch (SwitchboardException exception)
        {
            return (user, exception.Error);
        }
    }

    private static async Task RefusedAsync<T>(string field, ValueTask<T> operation) => Assert.Equal(field, (await ErrorOfAsync(operation)).Details?.Field);

    private static async Task<ErrorCode> ErrorOfAsync<T>(ValueTask<T> operation) => (await Assert.ThrowsAsync<SwitchboardException>(() => operation.AsTask())).Error;
}
