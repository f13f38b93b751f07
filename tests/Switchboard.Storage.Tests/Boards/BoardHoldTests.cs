using System.Text.Json;
using Switchboard.Configuration;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Boards;

/// <summary>Holds end by themselves, whoever is there at the time.</summary>
public sealed class BoardHoldTests(PostgreSqlCluster cluster)
{
    private const string Channel = "board:a";

    private static readonly BoardDefinition _two = new() { Lines = [new BoardLineName("vpn", "1"), new BoardLineName("vpn", "2")] };
    private static readonly BoardLineOptions _ann = new() { For = "ann" };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hold_OfASecond_IsEndedByTheHubWithAReason()
    {
        await using var board = await BoardApplication.StartAsync(static space => space.BoardMaxHoldSeconds = 1);
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        var taken = await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);

        var freed = await board.UntilAsync("vpn/1", static line => line.Entry.Holder is null);

        Assert.Equal(taken.Line.Entry.Since + TimeSpan.FromSeconds(1), taken.Line.Entry.Until);
        Assert.True(freed.Time >= taken.Line.Entry.Until!.Value.AddMilliseconds(-1));
        Assert.Equal(("free", "hub", "expired", "ann"), (freed.Entry.Change.Op, freed.Entry.Change.By, freed.Entry.Change.Reason, freed.Entry.Change.Before));
        Assert.True(freed.Entry.Change.Held >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Hold_ThatEndsSoon_IsShownAndToldToItsHolderOnce_AndGoesOnWhereItIsRenewed()
    {
        await using var board = await BoardApplication.StartAsync(static space => (space.BoardMaxHoldSeconds, space.BoardReminderSeconds) = (3600, 3599));
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);

        var reminded = await board.UntilAsync("vpn/1", static line => line.Entry.EndsSoon);
        await board.StopAsync();
        await board.StartAsync();
        var renewed = await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);

        var message = Assert.Single((await board.Hub.InboxAsync("ann", cancellationToken: Cancelled)).Messages);
        using var notice = JsonDocument.Parse(message.Publication.Data);
        Assert.Equal(("vpn/1", reminded.Entry.Until!.Value.ToUnixTimeMilliseconds()), (notice.RootElement.GetProperty("line").GetString(), notice.RootElement.GetProperty("until").GetInt64()));
        Assert.Equal(("renew", "ann", false), (renewed.Line.Entry.Change.Op, renewed.Line.Entry.Holder, renewed.Line.Entry.EndsSoon));
        Assert.True(renewed.Line.Entry.Until > reminded.Entry.Until);
        Assert.Equal(reminded.Entry.Since, renewed.Line.Entry.Since);
    }

    [Fact]
    public async Task Hold_RenewedWhenHoldsNoLongerEnd_NeverEnds()
    {
        var seconds = 3600;
        await using var board = await BoardApplication.StartAsync(space => space.BoardMaxHoldSeconds = seconds);
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);
        await board.StopAsync();
        seconds = 0;
        await board.StartAsync();

        var renewed = await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);
        var again = await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);

        Assert.Equal(("renew", null), (renewed.Line.Entry.Change.Op, renewed.Line.Entry.Until));
        Assert.Equal(("held", renewed.Line.Position), (again.Suppressed, again.Line.Position));
        Assert.Equal(0, Assert.Single(await board.EntriesAsync(), static entry => entry.Key == "vpn/1").Score);
    }

    [Fact]
    public async Task Hold_WhoseHolderCannotBeReminded_SaysThatItEndsSoonAllTheSame()
    {
        await using var board = await BoardApplication.StartAsync(
            static space => (space.BoardMaxHoldSeconds, space.BoardReminderSeconds) = (3600, 3599), also: static options => options.Publishing.MaxTags = 0);
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);

        Assert.Equal("remind", (await board.UntilAsync("vpn/1", static line => line.Entry.EndsSoon)).Entry.Change.Op);
    }

    [Fact]
    public async Task Hold_WhoseReminderCannotBeSentYet_DoesNotSayThatItWas_AndEndsAllTheSame()
    {
        await using var board = await BoardApplication.StartAsync(
            static space => (space.BoardMaxHoldSeconds, space.BoardReminderSeconds) = (2, 1),
            also: static options =>
            {
                options.Namespaces["default"].Storage = StorageKind.Memory;
                options.Limits.MemoryHistoryBytes = 1;
            });
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);
        await board.UntilAsync("vpn/1", static line => line.Entry.Holder is null);

        Assert.Equal(["create", "take", "free"], (await board.HistoryAsync(new BoardHistoryOptions { Line = "vpn/1" })).Select(static line => line.Entry.Change.Op), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hold_ThatEndsWhileTheServerIsDown_IsEndedWhenItIsBack(bool onPostgreSql)
    {
        await using var board = await BoardApplication.StartAsync(static space => space.BoardMaxHoldSeconds = 2, onPostgreSql ? await cluster.CreateSchemaAsync() : null);
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        var taken = await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);
        await board.StopAsync();
        using (var patience = new CancellationTokenSource(Patience.Limit))
        {
            while (DateTimeOffset.UtcNow < taken.Line.Entry.Until)
            {
                await Task.Delay(20, patience.Token);
            }
        }

        await board.StartAsync();
        var freed = await board.UntilAsync("vpn/1", static line => line.Entry.Holder is null);

        Assert.Equal("expired", freed.Entry.Change.Reason);
        Assert.Single(await board.HistoryAsync(new BoardHistoryOptions { Op = BoardActions.Free }));
    }

    [Fact]
    public async Task Hold_OnSeveralNodes_IsEndedOnce()
    {
        var schema = await cluster.CreateSchemaAsync();
        await using var one = await BoardApplication.StartAsync(static space => space.BoardMaxHoldSeconds = 1, schema);
        await one.Hub.BoardCreateAsync(Channel, new BoardDefinition { Lines = [.. Enumerable.Range(0, 50).Select(static number => new BoardLineName($"line{number}"))] }, Cancelled);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => one.Hub.BoardTakeAsync(Channel, $"line{number}", _ann, Cancelled).AsTask()));

        // It finds them as it starts, and at the same time as the other.
        await using var other = await BoardApplication.StartAsync(static space => space.BoardMaxHoldSeconds = 1, schema);
        for (var number = 0; number < 50; number++)
        {
            await other.UntilAsync($"line{number}", static line => line.Entry.Holder is null);
        }

        Assert.Equal(50, (await one.HistoryAsync(new BoardHistoryOptions { Op = BoardActions.Free })).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hold_BesideEntriesOfAFormerMap_IsEnded_AndThoseAreLeftAsTheyAre(bool onPostgreSql)
    {
        var isBoard = false;
        await using var board = await BoardApplication.StartAsync(
            space =>
            {
                space.Board = isBoard;
                space.MapOrdered = !isBoard;
                space.BoardMaxHoldSeconds = isBoard ? 1 : 0;
            },
            onPostgreSql ? await cluster.CreateSchemaAsync() : null);
        await Task.WhenAll(Enumerable.Range(0, 600).Select(number => board.Hub.MapPublishAsync(
            Channel, $"former{number}", "{\"a\":1}"u8.ToArray(), new MapPublishOptions { Score = number + 1 }, Cancelled).AsTask()));
        await board.StopAsync();
        isBoard = true;
        await board.StartAsync();
        await board.Hub.BoardCreateAsync(Channel, _two, Cancelled);
        await board.Hub.BoardCreateAsync("board:b", _two, Cancelled);
        await board.Hub.BoardTakeAsync(Channel, "vpn/1", _ann, Cancelled);
        await board.Hub.BoardTakeAsync("board:b", "vpn/1", _ann, Cancelled);

        Assert.Equal("expired", (await board.UntilAsync("vpn/1", static line => line.Entry.Holder is null)).Entry.Change.Reason);
        Assert.Equal("expired", (await board.UntilAsync("vpn/1", static line => line.Entry.Holder is null, "board:b")).Entry.Change.Reason);
        await BoardApplication.UntilAsync(async () => (await board.EntriesAsync()).All(static entry => entry.Score == 0));
        Assert.Equal(600, (await board.EntriesAsync()).Count(static entry => entry.Data.Span.SequenceEqual("{\"a\":1}"u8)));
        Assert.Equal(600, (await board.HistoryAsync(new BoardHistoryOptions { Op = BoardActions.Unknown })).Select(static line => line.Line).Distinct(StringComparer.Ordinal).Count());
    }
}
