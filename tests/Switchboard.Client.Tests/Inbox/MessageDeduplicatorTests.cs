using Switchboard.Client.Inbox;

namespace Switchboard.Client.Tests.Inbox;

public sealed class MessageDeduplicatorTests
{
    [Fact]
    public void MarkHandled_MoreThanTheCapacity_TheOldestIsForgotten()
    {
        var deduplicator = new MessageDeduplicator(2);
        foreach (var id in new[] { "a", "b", "b", "c" })
        {
            deduplicator.AddPending(id);
            deduplicator.MarkHandled(id);
        }

        Assert.Equal([false, true, true], new[] { "a", "b", "c" }.Select(deduplicator.IsHandled));
    }

    [Fact]
    public void AddPending_UntilItIsHandled_IsPending()
    {
        var deduplicator = new MessageDeduplicator(1);
        deduplicator.AddPending("a");
        Assert.True(deduplicator.IsPending("a"));
        Assert.False(deduplicator.IsHandled("a"));

        deduplicator.MarkHandled("a");
        Assert.False(deduplicator.IsPending("a"));
        Assert.True(deduplicator.IsHandled("a"));
    }
}
