using System.Text.Json;
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
}
