using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Outbox;

/// <summary>Writes many events at once. What differs between the databases is how many rows go in one statement.</summary>
internal interface IOutboxTables
{
    /// <summary>Appends events, numbered in the order of the list.</summary>
    ValueTask InsertAsync(WriteSession session, List<OutboxRow> rows);

    /// <summary>Removes events. A number that another event has by now is left alone.</summary>
    ValueTask RemoveAsync(WriteSession session, List<(long Number, string EventId)> rows);
}
