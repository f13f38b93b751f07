namespace Switchboard.Timing;

/// <summary>How long something lives from now.</summary>
/// <param name="Remaining">The time left; null for ever.</param>
internal readonly record struct Lifetime(TimeSpan? Remaining)
{
    public bool Expires => Remaining is not null;

    /// <summary>Whole seconds left, at least one: clients take 0 for never.</summary>
    public uint Seconds => Remaining is { } left ? (uint)Math.Clamp(Math.Ceiling(left.TotalSeconds), 1, uint.MaxValue) : 0;

    public static Lifetime Until(DateTimeOffset? time, Clock clock) => new(time - clock.UtcNow);
}
