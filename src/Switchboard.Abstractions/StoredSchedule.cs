namespace Switchboard;

/// <summary>Something that is to happen at a later time, as a store keeps it.</summary>
/// <param name="Owner">Whose it is: an opaque text, the same for everything that one party schedules.</param>
/// <param name="Id">Its name; an owner has one of each name at most.</param>
public sealed record StoredSchedule(string Owner, string Id)
{
    /// <summary>Tells apart what is scheduled under the same name one after the other. Never used twice.</summary>
    public required string Revision { get; init; }

    /// <summary>When it is due. Stores keep milliseconds.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>What is to happen, in a form that stores do not look into. Not copied: leave it alone afterwards.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
