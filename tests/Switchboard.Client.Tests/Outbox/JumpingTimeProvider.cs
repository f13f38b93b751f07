namespace Switchboard.Client.Tests.Outbox;

/// <summary>A clock whose time of day can be set, as a computer's can, while its monotonic time goes on.</summary>
internal sealed class JumpingTimeProvider(FakeTimeProvider inner) : TimeProvider
{
    /// <summary>How far the time of day is off.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
