using Switchboard.InMemory;
using Switchboard.Specs;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryRecordStoreTests : RecordStoreSpec
{
    protected override ValueTask<RecordStoreFixture> CreateAsync()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var store = new InMemoryRecordStore(time);
        return ValueTask.FromResult(new RecordStoreFixture(store, store, time.Advance));
    }
}
