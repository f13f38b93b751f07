namespace Switchboard;

/// <summary>Something that is to be published or sent at a later time.</summary>
/// <param name="Id">Its name.</param>
/// <param name="At">When it is due.</param>
public sealed record Schedule(string Id, DateTimeOffset At)
{
    /// <summary>The channel that it is published into; null for a message.</summary>
    public string? Channel { get; init; }

    /// <summary>The users that it is sent to; empty for a publication.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}

/// <summary>A part of what is scheduled.</summary>
/// <param name="Schedules">The schedules, those that are due first at the beginning.</param>
/// <param name="Cursor">Asks for the next part; null where there is no more.</param>
public sealed record ScheduleList(IReadOnlyList<Schedule> Schedules, string? Cursor);
