using Switchboard.Jobs;
using Xunit;

namespace Switchboard.Tests.Jobs;

public sealed class JobReaderTests
{
    [Fact]
    public void Progress_OfAWorkerAtABroker_IsHeldToItsRate()
    {
        var reader = new JobReader();

        bool Note(string id, long now) => reader.TryNote(id, "1"u8.ToArray(), now, perSecond: 20);

        Assert.Equal(20, Enumerable.Range(0, 300).Count(_ => Note("a", 5500)));
        Assert.True(Note("b", 5500));
        Assert.True(Note("a", 6100));
        Assert.False(reader.TryNote("c", "1"u8.ToArray(), 5500, perSecond: 0));
    }
}
