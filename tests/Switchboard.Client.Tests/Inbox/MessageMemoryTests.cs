using Switchboard.Client.Inbox;

namespace Switchboard.Client.Tests.Inbox;

public sealed class MessageMemoryTests
{
    [Fact]
    public void Handle_MoreThanItHolds_TheOldestIsForgotten()
    {
        var memory = new MessageMemory(2);
        foreach (var id in new[] { "a", "b", "b", "c" })
        {
            memory.Enter(id);
            memory.Handle(id);
        }

        Assert.Equal([false, true, true], new[] { "a", "b", "c" }.Select(memory.IsHandled));
    }

    [Fact]
    public void Enter_UntilItIsHandled_Waits()
    {
        var memory = new MessageMemory(1);
        memory.Enter("a");
        Assert.True(memory.IsWaiting("a"));
        Assert.False(memory.IsHandled("a"));

        memory.Handle("a");
        Assert.False(memory.IsWaiting("a"));
        Assert.True(memory.IsHandled("a"));
    }
}
