namespace Switchboard.Hooks;

/// <summary>Something that has happened. The kinds are the sealed records that derive from it.</summary>
public abstract record HookEvent
{
    /// <summary>An id of this event, by which a receiver that is told twice can tell.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }
}
