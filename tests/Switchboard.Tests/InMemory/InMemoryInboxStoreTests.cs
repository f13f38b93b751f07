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
        var store = new InMemoryInboxStore(new FakeTimeProvider(), () => 2);
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
    public async Task Expire_LongAfterwards_NothingIsLeft()
    {
        var time = new FakeTimeProvider();
        var store = new InMemoryInboxStore(time, () => 100);
        await store.AppendAsync(Message("ann", "a"), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromDays(3));

        store.Expire();

        Assert.Equal(0, store.Count);
    }

    protected override ValueTask<InboxStoreFixture> CreateAsync()
    {
        var time = new FakeTimeProvider();
        var store = new InMemoryInboxStore(time, () => 1000);
        return ValueTask.FromResult(new InboxStoreFixture(store, time.Advance, time.GetUtcNow, () =>
        {
            store.Expire();
            return Task.CompletedTask;
        }));
    }

    private static InboxAppend Message(string user, string id) => new()
    {
        User = user,
        Id = id,
        Sender = new MessageSender(PrincipalKind.Service, ""),
        Publication = new Publication { Data = "1"u8.ToArray() },
        MaxMessages = 10,
        MaxAge = TimeSpan.FromDays(1),
        RememberFor = TimeSpan.FromDays(1),
    };
}
