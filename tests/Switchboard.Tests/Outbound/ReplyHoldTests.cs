using Switchboard.Outbound;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Outbound;

public sealed class ReplyHoldTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ReplyHold _hold;
    private readonly StallingSink _sink = new();
    private readonly OutboundQueue _queue;

    public ReplyHoldTests()
    {
        _hold = new ReplyHold(_time);
        _queue = new OutboundQueue(TextFraming.Instance, 10_000, new OutboundCounters());
        _queue.Start(_sink);
    }

    [Fact]
    public void Reply_NoPushEverFollowed_GoesOutAtOnce()
    {
        using var scope = _hold.Enter();
        Reply("1");
        Reply("2");

        Assert.Equal(["1", "2"], _sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Reply_PushFollowedTheLastOne_GoesOutWithTheNextPush()
    {
        using var scope = _hold.Enter();
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
        using var scope = _hold.Enter();
        Reply("1");
        Push("a");
        Reply("2");

        Tick();
        Tick();

        Assert.Equal(["1", "a", "2"], _sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Reply_PushesStopComing_GoesOutAtOnceAgain()
    {
        using var scope = _hold.Enter();
        Reply("1");
        Push("a");
        for (var i = 0; i < 4; i++)
        {
            Reply("held");
            Tick();
            Tick();
        }

        Reply("2");

        Assert.Equal("2", _sink.Lines[^1]);
    }

    [Fact]
    public void Finish_ReplyIsHeld_SendsItFirst()
    {
        using var scope = _hold.Enter();
        Reply("1");
        Push("a");
        Reply("2");

        _queue.Finish(TextFraming.Frame("bye"), dropWaiting: false);

        Assert.True(_queue.Ended.IsCompletedSuccessfully);
        Assert.Equal(["1", "a", "2", "bye"], _sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Reply_ManyAreHeld_GoOutWithoutAPush()
    {
        using var scope = _hold.Enter();
        Reply("1");
        Push("a");
        for (var i = 0; i < 40; i++)
        {
            Reply("held");
        }

        Assert.True(_sink.Lines.Length > 2);
    }

    [Fact]
    public void Reply_HeldAnewAfterAPush_IsNotLetGoWithTheHoldBefore()
    {
        using var scope = _hold.Enter();
        Reply("1");
        Push("a");
        Reply("2");
        Tick();
        Push("b");
        Turn(milliseconds: 1);
        Reply("3");

        Turn(milliseconds: 2);

        Assert.Equal(["1", "a", "2", "b"], _sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Reply_OnAThreadWithoutAHold_GoesOutAtOnce()
    {
        Reply("1");
        Push("a");
        Reply("2");

        Assert.Equal(["1", "a", "2"], _sink.Lines, StringComparer.Ordinal);
    }

    private void Tick() => Turn(ReplyHold.TickMilliseconds);

    private void Turn(int milliseconds)
    {
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _hold.Advance();
        _hold.EndDue();
    }

    private void Reply(string text) => _queue.Enqueue(TextFraming.Frame(text) with { IsReply = true });

    private void Push(string text) => _queue.Enqueue(TextFraming.Frame(text));
}
