namespace Switchboard.Schedules;

/// <summary>A page of schedules.</summary>
internal sealed record ScheduledItems(IReadOnlyList<ScheduledItem> Items, string? Cursor);
