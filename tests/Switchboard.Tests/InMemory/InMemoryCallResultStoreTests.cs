using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryCallResultStoreTests : CallResultStoreSpec
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Begin_MoreCallsThanItHolds_IsRefusedUntilOneIsForgotten()
    {
        var time = new FakeTimeProvider();
        var store = new InMemoryCallResultStore(time, () => (2, 1000));
        await store.BeginAsync("a", _window, Cancelled);
        await store.BeginAsync("b", _window, Cancelled);

        Assert.Equal(ErrorCodes.TooManyRequests, Assert.Throws<SwitchboardException>(() => Ignore(store.BeginAsync("c", _window, Cancelled))).Error);
        Assert.NotNull(await store.BeginAsync("a", _window, Cancelled));

        time.Advance(_window);
        Assert.Null(await store.BeginAsync("c", _window, Cancelled));
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task Begin_MoreBytesThanItHolds_IsRefused()
    {
        var store = new InMemoryCallResultStore(new FakeTimeProvider(), () => (100, 10));
        await store.BeginAsync("a", _window, Cancelled);
        await store.EndAsync("a", new CallResult { HasEnded = true, Data = new byte[10] }, _window, Cancelled);

        Assert.Throws<SwitchboardException>(() => Ignore(store.BeginAsync("b", _window, Cancelled)));

        await store.ForgetAsync("a", Cancelled);
        Assert.Null(await store.BeginAsync("b", _window, Cancelled));
    }

    protected override ValueTask<CallResultStoreFixture> CreateAsync()
    {
        var time = new FakeTimeProvider();
        var store = new InMemoryCallResultStore(time, () => (1000, 1_000_000));
        return ValueTask.FromResult(new CallResultStoreFixture(store, time.Advance, () =>
        {
            store.Expire();
            return Task.CompletedTask;
        }));
    }

    // The memory refuses before there is anything to await.
    private static void Ignore(ValueTask<CallResult?> task) => _ = task.AsTask();
}
