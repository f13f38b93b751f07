using Switchboard.InMemory;
using Switchboard.Specs;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryPresenceStoreTests : PresenceStoreSpec
{
    protected override ValueTask<PresenceStoreFixture> CreateAsync()
    {
        var time = new FakeTimeProvider();
        return ValueTask.FromResult(new PresenceStoreFixture(new InMemoryPresenceStore(time), time.Advance));
    }
}
