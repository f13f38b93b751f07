using Xunit;

namespace Switchboard.Specs;

/// <summary>What becomes of messages: marks, ends, and what the sender hears of them.</summary>
public abstract partial class InboxStoreSpec
{
    [Theory]
    [InlineData(InboxMark.Delivered, MessageState.Delivered, 1)]
    [InlineData(InboxMark.Read, MessageState.Read, 0)]
    [InlineData(InboxMark.Archived, MessageState.Read, 0)]
    [InlineData(InboxMark.Deleted, MessageState.Delivered, 0)]
    public async Task Mark_Once_ChangesStateAndCount(InboxMark mark, MessageState state, long unread)
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1");
        bench.Advance(TimeSpan.FromSeconds(5));

        var marked = await MarkAsync(bench, mark, "m1");
        var again = await MarkAsync(bench, mark, "m1");

        Assert.Equal(["m1"], marked.Changed);
        Assert.Equal(unread, marked.Unread);
        Assert.Empty(again.Changed);
        Assert.Equal(unread, again.Unread);
        var receipt = await StateAsync(bench, "m1");
        Assert.Equal(state, receipt.State);
        Assert.Equal(Owner, receipt.User);
        Assert.Equal(TimeSpan.FromSeconds(5), receipt.DeliveredAt - receipt.AcceptedAt);
        Assert.Equal(state == MessageState.Read ? receipt.DeliveredAt : null, receipt.ReadAt);
        Assert.Null(receipt.EndedAt);
    }

    [Fact]
    public async Task Mark_InAnyOrder_NeverGoesBack()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1");
        await MarkAsync(bench, InboxMark.Archived, "m1");

        Assert.Empty((await MarkAsync(bench, InboxMark.Delivered, "m1")).Changed);
        Assert.Empty((await MarkAsync(bench, InboxMark.Read, "m1")).Changed);
        Assert.Equal(["m1"], (await MarkAsync(bench, InboxMark.Deleted, "m1")).Changed);
        Assert.Empty((await MarkAsync(bench, InboxMark.Archived, "m1")).Changed);
        Assert.Equal(MessageState.Read, (await StateAsync(bench, "m1")).State);
    }

    [Fact]
    public async Task Mark_ByTwoDevicesAtOnce_CountsOnce()
    {
        await using var bench = await CreateAsync();
        await AppendAllAsync(bench, 10);
        var ids = Enumerable.Range(1, 10).Select(i => $"m{i}").ToArray();

        var marked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => MarkAsync(bench, InboxMark.Read, ids), Cancelled)));

        Assert.Equal(10, marked.Sum(result => result.Changed.Count));
        Assert.All(marked, result => Assert.Equal(0, result.Unread));
        Assert.Equal(0, (await ReadAsync(bench)).Unread);
    }

    [Fact]
    public async Task Mark_UnknownIdsAndRepeatedOnes_AreIgnored()
    {
        await using var bench = await CreateAsync();
        await AppendAllAsync(bench, 2);

        var marked = await MarkAsync(bench, InboxMark.Read, "m1", "nothing", "m1");

        Assert.Equal(["m1"], marked.Changed);
        Assert.Equal(1, marked.Unread);
        Assert.Equal(0, (await bench.Store.MarkAsync("nobody", ["m2"], InboxMark.Read, Cancelled)).Unread);
    }

    [Fact]
    public async Task Expiry_Undelivered_IsGoneAndExpired()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1", append => append with { ExpiresAt = In(bench, TimeSpan.FromSeconds(10)) });
        await AppendAsync(bench, "m2");
        bench.Advance(TimeSpan.FromSeconds(11));

        await AssertExpiredAsync(bench);
        await bench.SweepAsync();
        await AssertExpiredAsync(bench);
    }

    [Fact]
    public async Task Expiry_AfterDelivery_IsGoneAndStaysDelivered()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1", append => append with { ExpiresAt = In(bench, TimeSpan.FromSeconds(10)) });
        await MarkAsync(bench, InboxMark.Delivered, "m1");
        bench.Advance(TimeSpan.FromSeconds(11));
        await bench.SweepAsync();

        var page = await ReadAsync(bench);
        Assert.Empty(page.Messages);
        Assert.Equal(0, page.Unread);
        Assert.Equal(MessageState.Delivered, (await StateAsync(bench, "m1")).State);
    }

    [Fact]
    public async Task Age_Undelivered_IsGoneAndFailed()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1");
        bench.Advance(TimeSpan.FromDays(1));
        await bench.SweepAsync();

        Assert.Equal(0, (await ReadAsync(bench)).Unread);
        Assert.Equal(MessageState.Failed, (await StateAsync(bench, "m1")).State);

        bench.Advance(TimeSpan.FromHours(1));
        await bench.SweepAsync();
        Assert.Empty(await bench.Store.FindAsync(_bob, ["m1"], Cancelled));
    }

    [Fact]
    public async Task Find_OfAnother_IsLeftOut()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1");
        await AppendAsync(bench, "m2", append => append with { Sender = new MessageSender(PrincipalKind.Service, "") });

        Assert.Equal("m1", Assert.Single(await bench.Store.FindAsync(_bob, ["m1", "m2", "m3"], Cancelled)).Id);
        Assert.Empty(await bench.Store.FindAsync(new MessageSender(PrincipalKind.Device, "bob"), ["m1"], Cancelled));
    }

    [Fact]
    public async Task Receipts_OfMarks_AreDueUntilSettled()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1", append => append with { WantsReceipts = true });
        await AppendAsync(bench, "m2");
        Assert.Empty(await DueAsync(bench));

        await MarkAsync(bench, InboxMark.Delivered, "m1", "m2");
        var delivered = Assert.Single(await DueAsync(bench));
        Assert.Equal(("m1", MessageState.Delivered, _bob), (delivered.Id, delivered.State, delivered.Sender));
        Assert.Equal("m1", Assert.Single(await DueAsync(bench)).Id);

        await bench.Store.SettleAsync([delivered], Cancelled);
        Assert.Empty(await DueAsync(bench));
        await MarkAsync(bench, InboxMark.Read, "m1");
        Assert.Equal(MessageState.Read, Assert.Single(await DueAsync(bench)).State);
    }

    [Fact]
    public async Task Receipts_MessageWentOnMeanwhile_StaysDue()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1", append => append with { WantsReceipts = true });
        await MarkAsync(bench, InboxMark.Delivered, "m1");
        var delivered = await DueAsync(bench);
        await MarkAsync(bench, InboxMark.Read, "m1");

        await bench.Store.SettleAsync(delivered, Cancelled);

        Assert.Equal(MessageState.Read, Assert.Single(await DueAsync(bench)).State);
    }

    [Fact]
    public async Task Receipts_OfEnds_AreDue()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1", append => append with { WantsReceipts = true, ExpiresAt = In(bench, TimeSpan.FromSeconds(10)) });
        await AppendAsync(bench, "m2", append => append with { WantsReceipts = true, MaxMessages = 2 });
        await AppendAsync(bench, "m3", append => append with { WantsReceipts = true, MaxMessages = 1 });
        bench.Advance(TimeSpan.FromSeconds(11));
        await bench.SweepAsync();

        var due = await DueAsync(bench);

        Assert.Equal(["m1 Failed", "m2 Failed"], due.Select(receipt => $"{receipt.Id} {receipt.State}").Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(due, receipt => Assert.NotNull(receipt.EndedAt));
    }

    [Fact]
    public async Task Receipts_OfExpiry_AreDueAfterTheSweep()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1", append => append with { WantsReceipts = true, ExpiresAt = In(bench, TimeSpan.FromSeconds(10)) });
        bench.Advance(TimeSpan.FromSeconds(11));
        await bench.SweepAsync();

        Assert.Equal(MessageState.Expired, Assert.Single(await DueAsync(bench)).State);
    }

    [Fact]
    public async Task Receipts_OfServices_AreDueByThemselves()
    {
        await using var bench = await CreateAsync();
        var service = new MessageSender(PrincipalKind.Service, "");
        await AppendAsync(bench, "m1", append => append with { WantsReceipts = true });
        await AppendAsync(bench, "m2", append => append with { WantsReceipts = true, Sender = service });
        await AppendAsync(bench, "m3", append => append with { WantsReceipts = true, Sender = service, ExpiresAt = In(bench, TimeSpan.FromSeconds(10)) });
        await AppendAsync(bench, "m4", append => append with { Sender = service });
        await MarkAsync(bench, InboxMark.Read, "m1", "m2", "m4");
        bench.Advance(TimeSpan.FromSeconds(11));
        await bench.SweepAsync();

        var due = await bench.Store.ReadDueAsync(forServices: true, 100, Cancelled);

        Assert.Equal(["m2 Read", "m3 Expired"], due.Select(receipt => $"{receipt.Id} {receipt.State}").Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal("m1", Assert.Single(await DueAsync(bench)).Id);
        await bench.Store.SettleAsync(due, Cancelled);
        Assert.Empty(await bench.Store.ReadDueAsync(forServices: true, 100, Cancelled));
    }

    [Fact]
    public async Task Receipts_MoreThanAsked_ComeInPortions()
    {
        await using var bench = await CreateAsync();
        for (var i = 0; i < 5; i++)
        {
            await AppendAsync(bench, $"m{i}", append => append with { WantsReceipts = true });
        }

        await MarkAsync(bench, InboxMark.Read, "m0", "m1", "m2", "m3", "m4");

        Assert.Equal(2, (await bench.Store.ReadDueAsync(forServices: false, 2, Cancelled)).Count);
    }

    private static async Task AssertExpiredAsync(InboxStoreFixture bench)
    {
        var page = await ReadAsync(bench);
        Assert.Equal("m2", Ids(page));
        Assert.Equal(1, page.Unread);
        Assert.Empty((await ReadAsync(bench, read => read with { Filter = InboxFilter.Archived })).Messages);
        var marked = await MarkAsync(bench, InboxMark.Read, "m1");
        Assert.Empty(marked.Changed);
        Assert.Equal(1, marked.Unread);
        var receipt = await StateAsync(bench, "m1");
        Assert.Equal(MessageState.Expired, receipt.State);
        Assert.Equal(TimeSpan.FromSeconds(10), receipt.EndedAt - receipt.AcceptedAt);
    }

    private static DateTimeOffset In(InboxStoreFixture bench, TimeSpan span) => bench.Now() + span;

    private static async Task<IReadOnlyList<MessageReceipt>> DueAsync(InboxStoreFixture bench) => await bench.Store.ReadDueAsync(forServices: false, 100, Cancelled);
}
