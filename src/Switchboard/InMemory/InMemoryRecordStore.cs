using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Records of one node, until it ends.</summary>
internal sealed class InMemoryRecordStore(TimeProvider time) : IRecordStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<string, StoredRecord>> _kinds = new(StringComparer.Ordinal);
    private long _revision;

    /// <inheritdoc/>
    public ValueTask<StoredRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(Find(kind, id));
        }
    }

    /// <inheritdoc/>
    public ValueTask<long?> PutAsync(StoredRecord record, long? expected, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (expected is { } revision && (Find(record.Kind, record.Id)?.Revision ?? 0) != revision)
            {
                return ValueTask.FromResult<long?>(null);
            }

            var kept = record with { Revision = ++_revision };
            OfKind(record.Kind)[record.Id] = kept;
            return ValueTask.FromResult<long?>(kept.Revision);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredRecord?> RemoveAsync(string kind, string id, long? expected, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var found = Find(kind, id);
            if (found is null || (expected is { } revision && found.Revision != revision))
            {
                return ValueTask.FromResult<StoredRecord?>(null);
            }

            OfKind(kind).Remove(id);
            return ValueTask.FromResult<StoredRecord?>(found);
        }
    }

    /// <inheritdoc/>
    public ValueTask<RecordPage> ListAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            RemoveExpired(query.Kind);
            var found = OfKind(query.Kind).Values
                .Where(record => query.After is null || Utf8Order.Instance.Compare(record.Id, query.After) > 0)
                .Where(record => query.Owner is null || record.Owner == query.Owner)
                .Take(query.Limit + 1)
                .ToArray();
            return ValueTask.FromResult(found.Length <= query.Limit
                ? new RecordPage(found, null)
                : new RecordPage(found[..query.Limit], found[query.Limit - 1].Id));
        }
    }

    private StoredRecord? Find(string kind, string id)
        => OfKind(kind).TryGetValue(id, out var record) && !IsOver(record) ? record : null;

    private bool IsOver(StoredRecord record) => record.ExpiresAt <= time.GetUtcNow();

    private void RemoveExpired(string kind)
    {
        var records = OfKind(kind);
        foreach (var record in records.Values.Where(IsOver).ToArray())
        {
            records.Remove(record.Id);
        }
    }

    private SortedDictionary<string, StoredRecord> OfKind(string kind)
    {
        if (!_kinds.TryGetValue(kind, out var records))
        {
            _kinds[kind] = records = new SortedDictionary<string, StoredRecord>(Utf8Order.Instance);
        }

        return records;
    }

    /// <summary>The order that databases have, too: that of the bytes.</summary>
    private sealed class Utf8Order : IComparer<string>
    {
        public static Utf8Order Instance { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
