using Switchboard.InMemory;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class ExpiryQueueTests
{
    private readonly Dictionary<string, int> _ends = new(StringComparer.Ordinal);

    [Fact]
    public void TryTake_EntriesThatHold_ComeInTheirOrder()
    {
        var queue = Create();
        Add(queue, "a", 3);
        Add(queue, "b", 1);
        Add(queue, "b", 2);
        Add(queue, "c", 9);

        Assert.True(queue.TryTake(5, out var first, out _));
        Assert.True(queue.TryTake(5, out var second, out var at));
        Assert.False(queue.TryTake(5, out _, out _));

        Assert.Equal(("b", "a", 3), (first, second, at));
    }

    [Fact]
    public void Add_ManyThatNoLongerHold_AreCleanedUp()
    {
        var queue = Create();
        for (var i = 0; i < 100_000; i++)
        {
            Add(queue, $"{i % 10}", 1_000_000 - i);
        }

        Assert.InRange(queue.Count, 10, 2048);
    }

    private ExpiryQueue<string, int> Create() => new((item, at) => _ends[item] == at);

    private void Add(ExpiryQueue<string, int> queue, string item, int at)
    {
        _ends[item] = at;
        queue.Add(item, at);
    }
}
