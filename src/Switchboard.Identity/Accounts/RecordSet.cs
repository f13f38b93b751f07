using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Accounts;

/// <summary>The records of one kind, as objects.</summary>
internal sealed class RecordSet<T>(IRecordStore store, string kind, JsonTypeInfo<T> type)
    where T : class
{
    /// <summary>Finds one; null where there is none.</summary>
    public async ValueTask<T?> FindAsync(string id, CancellationToken cancellationToken)
        => await store.FindAsync(kind, id, cancellationToken) is { } record ? Read(record) : null;

    /// <summary>Keeps a new one. False where there is one of that id.</summary>
    public async ValueTask<bool> TryAddAsync(string id, T value, string owner, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
        => await store.PutAsync(RecordOf(id, value, owner, expiresAt), 0, cancellationToken) is not null;

    /// <summary>Changes one; null where there is none, or where the change makes none of it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="change">Makes the new one out of what there is, and says until when it lasts (null for ever). Called again where another change came first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<T?> ChangeAsync(string id, Func<T, (T? Value, DateTimeOffset? ExpiresAt)> change, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(kind, id, cancellationToken) is { } record)
        {
            var (changed, expiresAt) = change(Read(record));
            if (changed is null)
            {
                return null;
            }

            if (await store.PutAsync(RecordOf(id, changed, record.Owner, expiresAt), record.Revision, cancellationToken) is not null)
            {
                return changed;
            }
        }

        return null;
    }

    /// <summary>Removes one: of all who try, one is given it.</summary>
    public async ValueTask<T?> RemoveAsync(string id, CancellationToken cancellationToken)
        => await store.RemoveAsync(kind, id, null, cancellationToken) is { } record ? Read(record) : null;

    /// <summary>Lists them in the order of their ids.</summary>
    public async ValueTask<(IReadOnlyList<T> Values, string? Cursor)> ListAsync(string? owner, string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await store.ListAsync(new RecordQuery(kind, limit) { Owner = owner, After = after }, cancellationToken);
        return ([.. page.Records.Select(Read)], page.Cursor);
    }

    private StoredRecord RecordOf(string id, T value, string owner, DateTimeOffset? expiresAt)
        => new(kind, id) { Owner = owner, ExpiresAt = expiresAt, Body = JsonSerializer.SerializeToUtf8Bytes(value, type) };

    private T Read(StoredRecord record)
        => JsonSerializer.Deserialize(record.Body.Span, type) ?? throw new InvalidDataException($"The record '{record.Id}' of the kind '{kind}' is empty.");
}
