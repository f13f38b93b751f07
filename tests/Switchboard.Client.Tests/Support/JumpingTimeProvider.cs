namespace Switchboard.Client.Tests.Support;

/// <summary>The system's clock, whose time of day jumps when told to. Its monotonic time goes on as always, as a real clock's does.</summary>
internal sealed class JumpingTimeProvider : TimeProvider
{
    private long _offset;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
}
