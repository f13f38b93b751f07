using Switchboard.Extensibility;
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
        var time = new FakeTimeProvider();
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
        var time = new FakeTimeProvider();
        var store = new InMemoryStreamStore(time, () => 1);
        var retention = new StreamRetention(1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        await store.ReadAsync("a", retention, new StreamRead(), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(await store.ReadAsync("a", retention, new StreamRead(), TestContext.Current.CancellationToken));

        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task Append_ManyOpenStreamsAtOnce_NoneIsOverTheLimit()
    {
        const int Limit = 2;
        const int Openers = 4;
        var retention = new StreamRetention(1, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        for (var round = 0; round < 300; round++)
        {
            var store = new InMemoryStreamStore(TimeProvider.System, () => Limit);
            using var start = new Barrier(Openers);
            var opened = await Task.WhenAll(Enumerable.Range(0, Openers).Select(opener => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    return store.ReadAsync($"{opener}", retention, new StreamRead(), TestContext.Current.CancellationToken).AsTask();
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));

            Assert.Equal(Limit, opened.Count(slice => slice is not null));
            Assert.Equal(Limit, store.Count);
        }
    }

    protected override ValueTask<StreamStoreFixture> CreateAsync(int capacity = 0)
    {
        var time = new FakeTimeProvider();
        return ValueTask.FromResult(new StreamStoreFixture(new InMemoryStreamStore(time, () => capacity), time.Advance));
    }
}
