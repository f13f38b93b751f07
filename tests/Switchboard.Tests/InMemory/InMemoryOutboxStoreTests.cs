using Switchboard.InMemory;
using Switchboard.Specs;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryOutboxStoreTests : OutboxStoreSpec
{
    protected override ValueTask<OutboxStoreFixture> CreateAsync()
    {
        var store = new InMemoryOutboxStore();
        return ValueTask.FromResult(new OutboxStoreFixture(store, store));
    }
}
