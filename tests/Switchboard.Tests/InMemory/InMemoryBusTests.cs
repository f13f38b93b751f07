using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryBusTests : BusSpec
{
    private readonly InMemoryBus _cluster = new();

    [Fact]
    public async Task HasPeers_AloneOrAgainAlone_IsFalse()
    {
        await using var a = await _cluster.AttachAsync("a", static _ => { }, TestContext.Current.CancellationToken);
        var b = await _cluster.AttachAsync("b", static _ => { }, TestContext.Current.CancellationToken);
        await b.DisposeAsync();

        Assert.False(_cluster.HasPeers);
    }

    [Fact]
    public async Task Attach_IdInUse_Throws()
    {
        await using var a = await _cluster.AttachAsync("a", static _ => { }, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await _cluster.AttachAsync("a", static _ => { }, TestContext.Current.CancellationToken));
    }

    protected override ValueTask<IBus> CreateAsync() => ValueTask.FromResult<IBus>(_cluster);
}
