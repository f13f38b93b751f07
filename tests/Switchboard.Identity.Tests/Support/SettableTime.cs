namespace Switchboard.Identity.Tests.Support;

/// <summary>The system's clock, which somebody may set to another time.</summary>
internal sealed class SettableTime : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
