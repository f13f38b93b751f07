using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Records;

/// <summary>The records of one kind, as objects.</summary>
internal sealed class RecordSet<T>(IRecordStore store, string kind, JsonTypeInfo<T> type)
    where T : class
{
    private const int Attempts = 20;

    /// <summary>Finds one; null where there is none.</summary>
    public async ValueTask<T?> FindAsync(string id, CancellationToken cancellationToken) => (await FindStoredAsync(id, cancellationToken))?.Value;

    /// <summary>Finds one as it is stored; null where there is none.</summary>
    public async ValueTask<Stored<T>?> FindStoredAsync(string id, CancellationToken cancellationToken)
        => await store.FindAsync(kind, id, cancellationToken) is { } record ? Read(record) : null;

    /// <summary>Keeps a new one. False where there is one of that id.</summary>
    public ValueTask<bool> TryAddAsync(string id, T value, string owner, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
        => TryPutAsync(new Stored<T>(id, 0, value) { Owner = owner, ExpiresAt = expiresAt }, cancellationToken);

    /// <summary>Keeps one in place of that of its revision, 0 for none. False where another is there.</summary>
    public async ValueTask<bool> TryPutAsync(Stored<T> stored, CancellationToken cancellationToken) => await store.PutAsync(Write(stored), stored.Revision, cancellationToken) is not null;

    /// <summary>Changes one; null where there is none, or where the change makes none of it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="change">Makes the new one out of what there is, and says until when it lasts (null for ever). Called again where another change came first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SwitchboardException">Others change it without end.</exception>
    public async ValueTask<T?> ChangeAsync(string id, Func<T, (T? Value, DateTimeOffset? ExpiresAt)> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await FindStoredAsync(id, cancellationToken) is not { } there || change(there.Value) is not { Value: { } changed } wanted)
            {
                return null;
            }

            if (await TryPutAsync(there with { Value = changed, ExpiresAt = wanted.ExpiresAt }, cancellationToken))
            {
                return changed;
            }
        }

        throw new SwitchboardException(ErrorCodes.TooManyRequests);
    }

    /// <summary>Removes one: of all who try, one is given it.</summary>
    public async ValueTask<T?> RemoveAsync(string id, CancellationToken cancellationToken) => (await RemoveAsync(id, null, cancellationToken))?.Value;

    /// <summary>Removes one of a revision, null for whichever there is: of all who try, one is given it.</summary>
    public async ValueTask<Stored<T>?> RemoveAsync(string id, long? revision, CancellationToken cancellationToken)
        => await store.RemoveAsync(kind, id, revision, cancellationToken) is { } record ? Read(record) : null;

    /// <summary>Lists them in the order of their ids.</summary>
    public async ValueTask<(IReadOnlyList<T> Values, string? Cursor)> ListAsync(string? owner, string? after, int limit, CancellationToken cancellationToken)
    {
        var (stored, cursor) = await ListStoredAsync(owner, after, limit, cancellationToken);
        return ([.. stored.Select(static one => one.Value)], cursor);
    }

    /// <summary>Lists them as they are stored, in the order of their ids.</summary>
    public async ValueTask<(IReadOnlyList<Stored<T>> Stored, string? Cursor)> ListStoredAsync(string? owner, string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await store.ListAsync(new RecordQuery(kind, limit) { Owner = owner, After = after }, cancellationToken);
        return ([.. page.Records.Select(Read)], page.Cursor);
    }

    private StoredRecord Write(Stored<T> stored)
        => new(kind, stored.Id) { Owner = stored.Owner, ExpiresAt = stored.ExpiresAt, Body = JsonSerializer.SerializeToUtf8Bytes(stored.Value, type) };

    private Stored<T> Read(StoredRecord record)
    {
        var value = JsonSerializer.Deserialize(record.Body.Span, type) ?? throw new InvalidDataException($"The record '{record.Id}' of the kind '{kind}' is empty.");
        return new Stored<T>(record.Id, record.Revision, value) { Owner = record.Owner, ExpiresAt = record.ExpiresAt };
    }
}

/// <summary>A record, read.</summary>
/// <typeparam name="T">What it says.</typeparam>
/// <param name="Id">Its id.</param>
/// <param name="Revision">Its revision; 0 where there is none yet.</param>
/// <param name="Value">What it says.</param>
internal sealed record Stored<T>(string Id, long Revision, T Value)
    where T : class
{
    /// <summary>Whose it is; empty for nobody's.</summary>
    public string Owner { get; init; } = "";

    /// <summary>When its time is over; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
