namespace Switchboard;

/// <summary>The times by which schedules are taken.</summary>
/// <param name="Now">The present, by the clock of whoever takes.</param>
/// <param name="Length">How long what is taken belongs to whoever took it. The same for all nodes.</param>
public readonly record struct ScheduleLease(DateTimeOffset Now, TimeSpan Length)
{
    /// <summary>When what is taken now may be taken by others.</summary>
    public DateTimeOffset Until => Now + Length;

    /// <summary>A lease that lasts longer than this was taken before the clock was set back, and is over. Clocks of nodes may differ by the length of one.</summary>
    public DateTimeOffset Latest => Now + Length + Length;
}
