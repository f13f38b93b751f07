using Switchboard.Client.Delivery;

namespace Switchboard.Client.Tests.Delivery;

public sealed class DeliveryBufferTests
{
    private readonly DeliveryBuffer _buffer = new(capacity: 2);

    [Fact]
    public async Task Remove_Handled_FreesCapacity()
    {
        var first = Of(1);
        Assert.True(_buffer.TryAdd(first));
        Assert.True(_buffer.TryAdd(Of(2)));
        Assert.False(_buffer.TryAdd(Of(3)));
        var capacity = _buffer.WaitForCapacityAsync(TestContext.Current.CancellationToken);
        Assert.False(capacity.IsCompleted);

        Assert.Same(first, await _buffer.PeekAsync(TestContext.Current.CancellationToken));
        Assert.Same(first, await _buffer.PeekAsync(TestContext.Current.CancellationToken));
        _buffer.Remove(first);

        await capacity;
        Assert.Equal(2UL, _buffer.NewestPosition?.Offset);
        Assert.True(_buffer.TryAdd(Of(3)));
    }

    [Fact]
    public void Remove_ClearedMeanwhile_TakesNothingElse()
    {
        var first = Of(1);
        _buffer.Add(first);
        _buffer.Clear();
        _buffer.Add(Of(2));

        _buffer.Remove(first);

        Assert.Equal(2UL, _buffer.NewestPosition?.Offset);
    }

    [Fact]
    public async Task Peek_Completed_EndsBehindWhatWaits()
    {
        var first = Of(1);
        _buffer.Add(first);
        _buffer.Complete(error: null);

        Assert.Same(first, await _buffer.PeekAsync(TestContext.Current.CancellationToken));
        _buffer.Remove(first);
        Assert.Null(await _buffer.PeekAsync(TestContext.Current.CancellationToken));

        var reopened = _buffer.WaitUntilReopenedAsync(TestContext.Current.CancellationToken);
        Assert.False(reopened.IsCompleted);
        _buffer.Reopen();
        await reopened;
    }

    private static ChannelDelivery Of(ulong offset) => new("news", new Publication { Data = default, Offset = offset }, new Position(offset, "e"));
}
