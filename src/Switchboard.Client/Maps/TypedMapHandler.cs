using System.Text.Json.Serialization.Metadata;

namespace Switchboard.Client.Maps;

/// <summary>Hands the changes of a map to a handler of values of one type. To it, an entry that cannot be read as one is not there.</summary>
/// <param name="type">How values are read.</param>
/// <param name="handler">The handler.</param>
/// <param name="onUnreadable">Is told of an entry that cannot be read, and why, each time that the change which brought it is tried.</param>
internal sealed class TypedMapHandler<T>(
    JsonTypeInfo<T> type, Func<T?, T?, MapEntryChange, CancellationToken, ValueTask> handler, Action<Publication, Exception> onUnreadable)
{
    /// <summary>Hands on what can be read of a change; nothing where nothing can.</summary>
    public ValueTask HandleAsync(MapEntryChange change, CancellationToken cancellationToken)
    {
        // What was before came with a change of its own, and was told of with that.
        var isOldThere = TryRead(change.Old, out var old, out _);
        var isNewThere = TryRead(change.New, out var now, out var error);
        if (error is not null)
        {
            onUnreadable(change.New!, error);
        }

        return (isOldThere, isNewThere) switch
        {
            (false, false) => ValueTask.CompletedTask,
            (true, false) => handler(old, now, change with { Kind = MapEntryChangeKind.Removed, New = null }, cancellationToken),
            (false, true) => handler(old, now, change with { Kind = MapEntryChangeKind.Added, Old = null }, cancellationToken),
            _ => handler(old, now, change, cancellationToken),
        };
    }

    /// <summary>Reads a value; false where there is no entry, or none that can be read.</summary>
    private bool TryRead(Publication? entry, out T? value, out Exception? error)
    {
        (value, error) = (default, null);
        if (entry is null)
        {
            return false;
        }

        try
        {
            value = entry.ReadAs(type);
            return true;
        }
        catch (Exception exception)
        {
            // Whatever it is, of the serializer or of the type itself: it would be the same again.
            error = exception;
            return false;
        }
    }
}
