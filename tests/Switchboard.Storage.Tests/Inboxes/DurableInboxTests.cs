using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Inboxes;

/// <summary>What durable inboxes promise beyond what all do. The databases' tests inherit it.</summary>
public abstract class DurableInboxTests : InboxStoreSpec
{
    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync();

    [Fact]
    public async Task Restart_Inbox_IsAsItWas()
    {
        await using var harness = await OpenAsync();
        await SendAsync(harness, "m1");
        await SendAsync(harness, "m2");
        await harness.Store.Inboxes.MarkAsync("ann", ["m1"], InboxMark.Read, StoreHarness.Cancelled);
        await harness.ReopenAsync();

        Assert.False(await SendAsync(harness, "m1"));
        var page = await harness.Store.Inboxes.ReadAsync("ann", new InboxRead(), StoreHarness.Cancelled);
        Assert.Equal(["m2", "m1"], page.Messages.Select(message => message.Id), StringComparer.Ordinal);
        Assert.Equal(1, page.Unread);
        Assert.Equal(MessageState.Read, Assert.Single(await harness.Store.Inboxes.ReadDueAsync(forServices: false, 10, StoreHarness.Cancelled)).State);
    }

    [Fact]
    public async Task Read_MoreThanABufferHolds_IsWhole()
    {
        await using var harness = await OpenAsync();
        var ids = Enumerable.Range(0, 300).Select(i => $"m{i}-{new string('x', i % 40)}").ToList();
        await Task.WhenAll(ids.Select(id => SendAsync(harness, id, maxMessages: 1000).AsTask()));

        var page = await harness.Store.Inboxes.ReadAsync("ann", new InboxRead { Limit = 1000 }, StoreHarness.Cancelled);
        Assert.Equal(ids.Order(StringComparer.Ordinal), page.Messages.Select(message => message.Id).Order(StringComparer.Ordinal), StringComparer.Ordinal);

        await using var exported = new MemoryStream();
        await harness.Store.ExportAsync(exported, StoreHarness.Cancelled);
        harness.Time.Shift(TimeSpan.FromDays(400));
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        Assert.Equal(0, (await harness.Store.Inboxes.ReadAsync("ann", new InboxRead { Limit = 0 }, StoreHarness.Cancelled)).Unread);
        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xDC00)]
    public async Task Text_ThatNoDatabaseCanHold_IsRefusedByItsField(int character)
    {
        var text = "kept:a" + (char)character;
        await using var harness = await OpenAsync();
        var inboxes = harness.Store.Inboxes;
        (string Field, Func<Task> Attempt)[] attempts =
        [
            ("user", () => SendAsync(harness, "m", user: text).AsTask()),
            ("id", () => SendAsync(harness, text).AsTask()),
            ("kind", () => inboxes.ReadAsync("ann", new InboxRead { Kind = text }, StoreHarness.Cancelled).AsTask()),
            ("user", () => inboxes.ReadAsync(text, new InboxRead(), StoreHarness.Cancelled).AsTask()),
            ("ids", () => inboxes.MarkAsync("ann", ["m", text], InboxMark.Read, StoreHarness.Cancelled).AsTask()),
            ("user", () => inboxes.MarkAsync(text, ["m"], InboxMark.Read, StoreHarness.Cancelled).AsTask()),
            ("ids", () => inboxes.FindAsync(new MessageSender(PrincipalKind.Service, ""), [text], StoreHarness.Cancelled).AsTask()),
        ];

        foreach (var (field, attempt) in attempts)
        {
            var refusal = await Assert.ThrowsAsync<SwitchboardException>(attempt);
            Assert.Equal(107u, refusal.Error.Code);
            Assert.Contains($"'{field}'", refusal.Error.Message, StringComparison.Ordinal);
        }

        Assert.True(await SendAsync(harness, "m"));
    }

    [Fact]
    public async Task Append_IntoManyInboxesAtOnce_IsWhole()
    {
        await using var harness = await OpenAsync();
        var users = Enumerable.Range(0, 300).Select(i => $"user {i} {new string('x', i % 90)}").ToList();

        for (var round = 0; round < 2; round++)
        {
            Assert.All(await Task.WhenAll(users.Select(user => SendAsync(harness, $"{users.IndexOf(user)} {round}", user: user).AsTask())), Assert.True);
        }

        Assert.Equal(2, (await harness.Store.Inboxes.ReadAsync(users[^1], new InboxRead(), StoreHarness.Cancelled)).Unread);
    }

    [Fact]
    public async Task Clock_SetBack_NothingIsLostNorForgottenAndMarksHold()
    {
        await using var harness = await OpenAsync();
        await SendAsync(harness, "m1");
        await SendAsync(harness, "m2", expiresIn: TimeSpan.FromHours(2));
        await harness.Store.Inboxes.MarkAsync("ann", ["m1"], InboxMark.Read, StoreHarness.Cancelled);
        harness.Time.Shift(TimeSpan.FromHours(-5));
        await SendAsync(harness, "m3");
        Assert.False(await SendAsync(harness, "m1"));
        await harness.Store.Inboxes.MarkAsync("ann", ["m1", "m2"], InboxMark.Delivered, StoreHarness.Cancelled);
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        await harness.ReopenAsync();

        var page = await harness.Store.Inboxes.ReadAsync("ann", new InboxRead(), StoreHarness.Cancelled);
        Assert.Equal(["m3", "m2", "m1"], page.Messages.Select(message => message.Id), StringComparer.Ordinal);
        Assert.Equal([MessageState.Accepted, MessageState.Delivered, MessageState.Read], page.Messages.Select(message => message.State));
        Assert.Equal(2, page.Unread);

        // It expires at the time that was told when it was sent.
        harness.Time.Shift(TimeSpan.FromHours(7) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, await UnreadAsync(harness));
        harness.Time.Shift(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await UnreadAsync(harness));
        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
    }

    [Fact]
    public async Task Check_AfterEverySortOfChange_FindsNothing()
    {
        await using var harness = await OpenAsync();
        for (var i = 0; i < 8; i++)
        {
            await SendAsync(harness, $"m{i}", maxMessages: 6);
        }

        var inboxes = harness.Store.Inboxes;
        await inboxes.MarkAsync("ann", ["m3"], InboxMark.Read, StoreHarness.Cancelled);
        await inboxes.MarkAsync("ann", ["m4"], InboxMark.Archived, StoreHarness.Cancelled);
        await inboxes.MarkAsync("ann", ["m4", "m5"], InboxMark.Deleted, StoreHarness.Cancelled);
        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));

        harness.Time.Shift(TimeSpan.FromDays(2));
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        Assert.True(await SendAsync(harness, "m4"));
    }

    protected override async ValueTask<InboxStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new InboxStoreFixture(harness.Store.Inboxes, harness.Time.Shift, harness.Time.GetUtcNow, () => harness.Store.SweepAsync(StoreHarness.Cancelled))
        {
            Release = harness.DisposeAsync,
        };
    }

    private static async Task<long> UnreadAsync(StoreHarness harness)
        => (await harness.Store.Inboxes.ReadAsync("ann", new InboxRead { Limit = 0 }, StoreHarness.Cancelled)).Unread;

    private static ValueTask<bool> SendAsync(StoreHarness harness, string id, int maxMessages = 100, string user = "ann", TimeSpan? expiresIn = null) => harness.Store.Inboxes.AppendAsync(
        new InboxAppend
        {
            User = user,
            Id = id,
            Sender = new MessageSender(PrincipalKind.User, "bob"),
            Publication = new Publication { Data = "1"u8.ToArray() },
            ExpiresAt = harness.Time.GetUtcNow() + expiresIn,
            WantsReceipts = true,
            MaxMessages = maxMessages,
            MaxAge = TimeSpan.FromDays(1),
            RememberFor = TimeSpan.FromHours(1),
        },
        StoreHarness.Cancelled);
}

public sealed class SqliteInboxTests : DurableInboxTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-inbox-");

    public void Dispose() => _folder.Delete(recursive: true);

    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "store.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}

public sealed class PostgreSqlInboxTests(PostgreSqlCluster cluster) : DurableInboxTests
{
    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = await cluster.CreateSchemaAsync(), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
        await harness.OpenAsync();
        return harness;
    }
}
