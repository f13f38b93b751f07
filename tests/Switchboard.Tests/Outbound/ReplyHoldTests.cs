using Switchboard.Outbound;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Outbound;

public sealed class ReplyHoldTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly ReplyHold _hold;
    private readonly StallingSink _sink = new();
    private readonly OutboundQueue _queue;

    public ReplyHoldTests()
    {
        _hold = new ReplyHold(_time);
        _queue = new OutboundQueue(TextFraming.Instance, 10_000, new OutboundCounters(), _hold);
        _queue.Start(_sink);
    }

    public void Dispose() => _hold.Dispose();

    [Fact]
    public void Reply_NoPushEverFollowed_GoesOutAtOnce()
    {
        Reply("1");
        Reply("2");

        Assert.Equal(["1", "2"], _sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Reply_PushFollowedTheLastOne_GoesOutWithTheNextPush()
    {
        Reply("1");
        Push("a");
        Reply("2");
        Assert.Equal(["1", "a"], _sink.Lines, StringComparer.Ordinal);

        Push("b");

        Assert.Equal(["1", "a", "2", "b"], _sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Reply_PushDoesNotCome_GoesOutAfterTwoTicks()
    {
        Reply("1");
        Push("a");
        Reply("2");

        _time.Advance(TimeSpan.FromMilliseconds(3));
        _time.Advance(TimeSpan.FromMilliseconds(3));

        Assert.Equal(["1", "a", "2"], _sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Reply_PushesStopComing_GoesOutAtOnceAgain()
    {
        Reply("1");
        Push("a");
        for (var i = 0; i < 4; i++)
        {
            Reply("held");
            _time.Advance(TimeSpan.FromMilliseconds(3));
            _time.Advance(TimeSpan.FromMilliseconds(3));
        }

        Reply("2");

        Assert.Equal("2", _sink.Lines[^1]);
    }

    [Fact]
    public async Task Finish_ReplyIsHeld_SendsItFirst()
    {
        Reply("1");
        Push("a");
        Reply("2");

        _queue.Finish(TextFraming.Frame("bye"), dropWaiting: false);

        await _queue.Ended.InTime();
        Assert.Equal(["1", "a", "2", "bye"], _sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Reply_ManyAreHeld_GoOutWithoutAPush()
    {
        Reply("1");
        Push("a");
        for (var i = 0; i < 40; i++)
        {
            Reply("held");
        }

        Assert.True(_sink.Lines.Length > 2);
    }

    private void Reply(string text) => _queue.Enqueue(TextFraming.Frame(text) with { IsReply = true });

    private void Push(string text) => _queue.Enqueue(TextFraming.Frame(text));
}
