using Switchboard.Extensibility;

namespace Switchboard.Security.Access;

/// <summary>The rules of run time that are in force on this node.</summary>
internal sealed class AccessRegistry(IRecordStore store)
{
    private const int PageSize = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Kind, string Id), StoredRecord> _records = [];

    // What was removed since the last reading: whoever put it a moment before may come with it a moment later.
    private readonly Dictionary<(string Kind, string Id), long> _removed = [];
    private long _changes;
    private AccessRules _rules = AccessRules.None;
    private volatile bool _isLoaded;

    /// <summary>The rules of this moment.</summary>
    public AccessRules Current => Volatile.Read(ref _rules);

    /// <summary>Whether the store has been read.</summary>
    public bool IsLoaded => _isLoaded;

    /// <summary>How many records are in force.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _records.Count;
            }
        }
    }

    /// <summary>Reads everything anew: what another node changed, and did not say or was not heard.</summary>
    /// <returns>What is new since, and null where nothing is other than before. What changes while it reads goes before it: it is read another time.</returns>
    public async ValueTask<IReadOnlyList<StoredRecord>?> LoadAsync(CancellationToken cancellationToken)
    {
        long changes;
        lock (_lock)
        {
            changes = _changes;
        }

        var read = new List<StoredRecord>();
        foreach (var kind in AccessKinds.All)
        {
            string? after = null;
            do
            {
                var page = await store.ListAsync(new RecordQuery(kind, PageSize) { After = after }, cancellationToken);
                read.AddRange(page.Records);
                after = page.Cursor;
            }
            while (after is not null);
        }

        lock (_lock)
        {
            if (_isLoaded && _changes != changes)
            {
                return null;
            }

            _removed.Clear();
            IReadOnlyList<StoredRecord> added = [.. read.Where(record => _records.GetValueOrDefault((record.Kind, record.Id))?.Revision != record.Revision)];
            var isOther = !_isLoaded || added.Count > 0 || read.Count != _records.Count;
            if (isOther)
            {
                _records.Clear();
                var rules = AccessRules.None;
                foreach (var record in read)
                {
                    _records[(record.Kind, record.Id)] = record;
                    rules = rules.With(record);
                }

                Volatile.Write(ref _rules, rules with { Count = _records.Count });
            }

            _isLoaded = true;
            return isOther ? added : null;
        }
    }

    /// <summary>Puts a record into force, in place of the one before; an older one than that changes nothing.</summary>
    public void Apply(StoredRecord record)
    {
        lock (_lock)
        {
            _changes++;
            var key = (record.Kind, record.Id);
            var former = _records.GetValueOrDefault(key);
            if (record.Revision <= Math.Max(former?.Revision ?? 0, _removed.GetValueOrDefault(key)))
            {
                return;
            }

            var rules = former is null ? _rules : _rules.Without(former);
            _records[key] = record;
            Volatile.Write(ref _rules, rules.With(record) with { Count = _records.Count });
        }
    }

    /// <summary>Puts a record out of force.</summary>
    public void Remove(StoredRecord record)
    {
        lock (_lock)
        {
            _changes++;
            var key = (record.Kind, record.Id);
            _removed[key] = Math.Max(record.Revision, _removed.GetValueOrDefault(key));
            if (_records.GetValueOrDefault(key) is { } former && former.Revision <= record.Revision)
            {
                _records.Remove(key);
                Volatile.Write(ref _rules, _rules.Without(former) with { Count = _records.Count });
            }
        }
    }

    /// <summary>The records of a kind, in the order of their ids.</summary>
    public IReadOnlyList<StoredRecord> OfKind(string kind)
    {
        lock (_lock)
        {
            return [.. _records.Values.Where(record => record.Kind == kind).OrderBy(static record => record.Id, StringComparer.Ordinal)];
        }
    }
}
