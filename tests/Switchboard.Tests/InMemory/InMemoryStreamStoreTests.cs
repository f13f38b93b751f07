using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryStreamStoreTests : StreamStoreSpec
{
    protected override bool HasCapacity => true;

    [Fact]
    public async Task Expire_PastThePositionsAge_FreesTheStreamAndItsPlace()
    {
        var time = new ManualTimeProvider();
        var store = new InMemoryStreamStore(time, () => 1);
        var retention = new StreamRetention(1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        await store.ReadAsync("a", retention, new StreamRead(), TestContext.Current.CancellationToken);
        Assert.Equal(1, store.Count);

        time.Advance(TimeSpan.FromSeconds(2));
        store.Expire();

        Assert.Equal(0, store.Count);
        Assert.NotNull(await store.ReadAsync("b", retention, new StreamRead(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Append_StreamThatIsOver_TakesNoSecondPlace()
    {
        var time = new ManualTimeProvider();
        var store = new InMemoryStreamStore(time, () => 1);
        var retention = new StreamRetention(1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        await store.ReadAsync("a", retention, new StreamRead(), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(await store.ReadAsync("a", retention, new StreamRead(), TestContext.Current.CancellationToken));

        Assert.Equal(1, store.Count);
    }

    protected override ValueTask<StreamStoreFixture> CreateAsync(int capacity = 0)
    {
        var time = new ManualTimeProvider();
        return ValueTask.FromResult(new StreamStoreFixture(new InMemoryStreamStore(time, () => capacity), time.Advance));
    }
}
