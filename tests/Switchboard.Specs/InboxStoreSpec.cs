using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IInboxStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract partial class InboxStoreSpec
{
    private const string Owner = "ann";

    private static readonly MessageSender _bob = new(PrincipalKind.User, "bob");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<InboxStoreFixture> CreateAsync();

    [Fact]
    public async Task Append_Message_IsInTheInboxAsItWasSent()
    {
        await using var bench = await CreateAsync();
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = "m1", ["ü"] = "\"\n" };
        var publisher = new ClientInfo("bob", "c", "{\"a\":1}"u8.ToArray());

        Assert.True(await AppendAsync(bench, "m1", append => append with
        {
            Kind = "order",
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(4_000_000_000_000),
            Publication = append.Publication with { Tags = tags, Publisher = publisher },
        }));

        var page = await ReadAsync(bench);
        var message = Assert.Single(page.Messages);
        Assert.Equal(1, page.Unread);
        Assert.Equal(0, page.Cursor);
        Assert.Equal("m1", message.Id);
        Assert.Equal(_bob, message.Sender);
        Assert.Equal(MessageState.Accepted, message.State);
        Assert.False(message.IsArchived);
        Assert.Equal(4_000_000_000_000, message.ExpiresAt?.ToUnixTimeMilliseconds());
        Assert.Equal("\"m1\"", Encoding.UTF8.GetString(message.Publication.Data.Span));
        Assert.True(message.Publication.IsJson);
        Assert.Equal(tags, message.Publication.Tags);
        Assert.Equal("c", message.Publication.Publisher?.Client);
        Assert.Equal(publisher.ConnectionInfo.ToArray(), message.Publication.Publisher?.ConnectionInfo.ToArray());
        Assert.Equal(0u, message.Publication.Offset);
    }

    [Fact]
    public async Task Append_IdThatIsKnown_ChangesNothing()
    {
        await using var bench = await CreateAsync();
        Assert.True(await AppendAsync(bench, "m1"));
        await MarkAsync(bench, InboxMark.Read, "m1");

        Assert.False(await AppendAsync(bench, "m1"));

        var page = await ReadAsync(bench);
        Assert.Equal(MessageState.Read, Assert.Single(page.Messages).State);
        Assert.Equal(0, page.Unread);
    }

    [Fact]
    public async Task Append_IdOfADeletedMessage_IsStillARepetition()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1");
        await MarkAsync(bench, InboxMark.Deleted, "m1");
        await bench.SweepAsync();

        Assert.False(await AppendAsync(bench, "m1"));

        Assert.Empty((await ReadAsync(bench)).Messages);
    }

    [Fact]
    public async Task Append_IdThatIsNoLongerRemembered_IsNew()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1");
        await MarkAsync(bench, InboxMark.Deleted, "m1");
        bench.Advance(TimeSpan.FromHours(2));
        await bench.SweepAsync();

        Assert.True(await AppendAsync(bench, "m1"));
    }

    [Fact]
    public async Task Append_ManyAtOnceWithTheSameIds_EachIsTakenOnce()
    {
        await using var bench = await CreateAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => AppendAsync(bench, $"m{i % 20}"), Cancelled)));

        Assert.Equal(20, taken.Count(isNew => isNew));
        var page = await ReadAsync(bench);
        Assert.Equal(20, page.Unread);
        Assert.Equal(20, page.Messages.Select(message => message.Number).Distinct().Count());
    }

    [Theory]
    [InlineData(false, "m4 m3 m2 m1 m0")]
    [InlineData(true, "m0 m1 m2 m3 m4")]
    public async Task Read_MoreBytesThanWanted_GoesOnFromTheCursor(bool oldestFirst, string expected)
    {
        await using var bench = await CreateAsync();
        for (var i = 0; i < 5; i++)
        {
            await AppendAsync(bench, $"m{i}");
        }

        var ids = new List<string>();
        var read = new InboxRead { OldestFirst = oldestFirst, MaxBytes = 150 };
        do
        {
            var page = await bench.Store.ReadAsync(Owner, read, Cancelled);
            Assert.InRange(page.Messages.Count, 1, 2);
            ids.AddRange(page.Messages.Select(message => message.Id));
            read = read with { Cursor = page.Cursor };
        }
        while (read.Cursor != 0);

        Assert.Equal(expected, string.Join(' ', ids));
        Assert.Single((await bench.Store.ReadAsync(Owner, new InboxRead { MaxBytes = 1 }, Cancelled)).Messages);
    }

    [Fact]
    public async Task Read_ManyMessages_AreAllThereAndOnce()
    {
        await using var bench = await CreateAsync();
        for (var i = 0; i < 90; i++)
        {
            await AppendAsync(bench, $"m{i}");
        }

        var page = await bench.Store.ReadAsync(Owner, new InboxRead { OldestFirst = true, Limit = 89 }, Cancelled);
        var rest = await bench.Store.ReadAsync(Owner, new InboxRead { OldestFirst = true, Limit = 89, Cursor = page.Cursor }, Cancelled);

        Assert.Equal(Enumerable.Range(0, 90).Select(static i => $"m{i}"), page.Messages.Concat(rest.Messages).Select(static message => message.Id), StringComparer.Ordinal);
        Assert.Equal((89, 0L), (page.Messages.Count, rest.Cursor));
    }

    [Fact]
    public async Task Append_TwoInboxes_AreApart()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1");
        await AppendAsync(bench, "m2", append => append with { User = "Ann" });

        Assert.Equal("m1", Ids(await ReadAsync(bench)));
        var marked = await MarkAsync(bench, InboxMark.Read, "m2");
        Assert.Empty(marked.Changed);
        Assert.Equal(1, marked.Unread);
    }

    [Fact]
    public async Task Append_BeyondTheCount_TheOldestGoes()
    {
        await using var bench = await CreateAsync();
        for (var i = 1; i <= 5; i++)
        {
            await AppendAsync(bench, $"m{i}", append => append with { MaxMessages = 3 });
        }

        var page = await ReadAsync(bench);
        Assert.Equal("m5 m4 m3", Ids(page));
        Assert.Equal(3, page.Unread);
        Assert.Equal(MessageState.Failed, (await StateAsync(bench, "m1")).State);
    }

    [Fact]
    public async Task Append_BeyondTheCountWhereTheOldestWasDelivered_ItStaysDelivered()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "m1", append => append with { MaxMessages = 1 });
        await MarkAsync(bench, InboxMark.Delivered, "m1");
        await AppendAsync(bench, "m2", append => append with { MaxMessages = 1 });

        Assert.Equal(MessageState.Delivered, (await StateAsync(bench, "m1")).State);
        Assert.Equal(1, (await ReadAsync(bench)).Unread);
    }

    [Fact]
    public async Task Read_Pages_AreWholeAndDoNotOverlap()
    {
        await using var bench = await CreateAsync();
        await AppendAllAsync(bench, 7);

        var first = await ReadAsync(bench, read => read with { Limit = 3 });
        var second = await ReadAsync(bench, read => read with { Limit = 3, Cursor = first.Cursor });
        await AppendAsync(bench, "m8");
        var third = await ReadAsync(bench, read => read with { Limit = 3, Cursor = second.Cursor });

        Assert.Equal("m7 m6 m5|m4 m3 m2|m1", $"{Ids(first)}|{Ids(second)}|{Ids(third)}");
        Assert.Equal(0, third.Cursor);
        Assert.Equal(8, third.Unread);
    }

    [Fact]
    public async Task Read_OldestFirst_PagesGoOn()
    {
        await using var bench = await CreateAsync();
        await AppendAllAsync(bench, 4);

        var first = await ReadAsync(bench, read => read with { Limit = 2, OldestFirst = true });
        var second = await ReadAsync(bench, read => read with { Limit = 2, OldestFirst = true, Cursor = first.Cursor });

        Assert.Equal("m1 m2|m3 m4", $"{Ids(first)}|{Ids(second)}");
        Assert.Equal(0, second.Cursor);
    }

    [Fact]
    public async Task Read_LimitZero_IsTheCountAlone()
    {
        await using var bench = await CreateAsync();
        await AppendAllAsync(bench, 2);

        var page = await ReadAsync(bench, read => read with { Limit = 0 });

        Assert.Empty(page.Messages);
        Assert.Equal(2, page.Unread);
    }

    [Fact]
    public async Task Read_UnknownUser_IsEmpty()
    {
        await using var bench = await CreateAsync();

        var page = await ReadAsync(bench);

        Assert.Empty(page.Messages);
        Assert.Equal(0, page.Unread);
    }

    [Theory]
    [InlineData(InboxFilter.Current, null, "m5 m4 m3 m2")]
    [InlineData(InboxFilter.Current, "b", "m4 m2")]
    [InlineData(InboxFilter.Unread, null, "m5 m4 m3")]
    [InlineData(InboxFilter.Unread, "a", "m5 m3")]
    [InlineData(InboxFilter.Archived, null, "m1")]
    [InlineData(InboxFilter.Undelivered, null, "m5 m4")]
    [InlineData(InboxFilter.Current, "c", "")]
    public async Task Read_FilterAndKind_SelectTogether(InboxFilter filter, string? kind, string expected)
    {
        await using var bench = await CreateAsync();
        for (var i = 1; i <= 6; i++)
        {
            await AppendAsync(bench, $"m{i}", append => append with { Kind = i % 2 == 0 ? "b" : "a" });
        }

        await MarkAsync(bench, InboxMark.Archived, "m1");
        await MarkAsync(bench, InboxMark.Read, "m2");
        await MarkAsync(bench, InboxMark.Delivered, "m3");
        await MarkAsync(bench, InboxMark.Deleted, "m6");

        var page = await ReadAsync(bench, read => read with { Filter = filter, Kind = kind });

        Assert.Equal(expected, Ids(page));
        Assert.Equal(3, page.Unread);
    }

    private static async Task AppendAllAsync(InboxStoreFixture bench, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await AppendAsync(bench, $"m{i}");
        }
    }

    private static async Task<bool> AppendAsync(InboxStoreFixture bench, string id, Func<InboxAppend, InboxAppend>? change = null)
    {
        var append = new InboxAppend
        {
            User = Owner,
            Id = id,
            Sender = _bob,
            Publication = new Publication { Data = Encoding.UTF8.GetBytes($"\"{id}\"") },
            MaxMessages = 100,
            MaxAge = TimeSpan.FromDays(1),
            RememberFor = TimeSpan.FromHours(1),
        };
        return await bench.Store.AppendAsync(change is null ? append : change(append), Cancelled);
    }

    private static async Task<InboxPage> ReadAsync(InboxStoreFixture bench, Func<InboxRead, InboxRead>? change = null)
    {
        var read = new InboxRead();
        return await bench.Store.ReadAsync(Owner, change is null ? read : change(read), Cancelled);
    }

    private static async Task<InboxMarked> MarkAsync(InboxStoreFixture bench, InboxMark mark, params string[] ids)
        => await bench.Store.MarkAsync(Owner, ids, mark, Cancelled);

    private static async Task<MessageReceipt> StateAsync(InboxStoreFixture bench, string id)
        => Assert.Single(await bench.Store.FindAsync(_bob, [id], Cancelled));

    private static string Ids(InboxPage page) => string.Join(' ', page.Messages.Select(message => message.Id));
}
