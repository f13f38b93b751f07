using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryInboxStoreTests : InboxStoreSpec
{
    [Fact]
    public async Task Append_MoreThanTheStoreHolds_TheOldestOfAllIsForgotten()
    {
        var store = new InMemoryInboxStore(new FakeTimeProvider(), () => (2, 0));
        foreach (var id in new[] { "a", "b", "c" })
        {
            await store.AppendAsync(Message($"user-{id}", id), TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, store.Count);
        var page = await store.ReadAsync("user-a", new InboxRead(), TestContext.Current.CancellationToken);
        Assert.Empty(page.Messages);
        Assert.Equal(0, page.Unread);
    }

    [Fact]
    public async Task Append_MoreBytesThanTheStoreHolds_TheOldestOfAllIsForgotten()
    {
        var store = new InMemoryInboxStore(new FakeTimeProvider(), () => (100, 25_000));
        foreach (var id in new[] { "a", "b", "c" })
        {
            await store.AppendAsync(Message($"user-{id}", id, 10_000), TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, store.Count);
        Assert.InRange(store.Bytes, 20_000, 25_000);
        Assert.Empty((await store.ReadAsync("user-a", new InboxRead(), TestContext.Current.CancellationToken)).Messages);
    }

    [Fact]
    public async Task Mark_Deleted_GivesThePayloadBack()
    {
        var store = new InMemoryInboxStore(new FakeTimeProvider(), () => (100, 0));
        var payload = await AppendLargeAsync(store);

        await store.MarkAsync("ann", ["a"], InboxMark.Deleted, TestContext.Current.CancellationToken);

        Assert.Equal(1, store.Count);
        Assert.InRange(store.Bytes, 1, 2_000);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(payload.IsAlive);
    }

    [Fact]
    public async Task Append_FarMoreThanTheStoreHolds_KeepsNothingOfTheRest()
    {
        var store = new InMemoryInboxStore(new FakeTimeProvider(), () => (2, 0));
        var payload = await AppendLargeAsync(store);
        for (var i = 0; i < 3000; i++)
        {
            await store.AppendAsync(Message("ann", $"{i}"), TestContext.Current.CancellationToken);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(payload.IsAlive);
    }

    [Fact]
    public async Task Expire_LongAfterwards_NothingIsLeft()
    {
        var time = new FakeTimeProvider();
        var store = new InMemoryInboxStore(time, () => (100, 0));
        await store.AppendAsync(Message("ann", "a"), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromDays(3));

        store.Expire();

        Assert.Equal((0, 0L), (store.Count, store.Bytes));
    }

    protected override ValueTask<InboxStoreFixture> CreateAsync()
    {
        var time = new FakeTimeProvider();
        var store = new InMemoryInboxStore(time, () => (1000, 0));
        return ValueTask.FromResult(new InboxStoreFixture(store, time.Advance, time.GetUtcNow, () =>
        {
            store.Expire();
            return Task.CompletedTask;
        }));
    }

    // Not inlined: its locals would keep the payload alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> AppendLargeAsync(InMemoryInboxStore store)
    {
        var message = Message("ann", "a", 10_000);
        await store.AppendAsync(message, TestContext.Current.CancellationToken);
        MemoryMarshal.TryGetArray(message.Publication.Data, out var payload);
        return new WeakReference(payload.Array);
    }

    private static InboxAppend Message(string user, string id, int bytes = 1) => new()
    {
        User = user,
        Id = id,
        Sender = new MessageSender(PrincipalKind.Service, ""),
        Publication = new Publication { Data = new byte[bytes] },
        MaxMessages = 10,
        MaxAge = TimeSpan.FromDays(1),
        RememberFor = TimeSpan.FromDays(1),
    };
}
