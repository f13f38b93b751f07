using System.Diagnostics.CodeAnalysis;
using System.Text;
using Switchboard.Storage.Outbox;

namespace Switchboard.Storage.Streams;

/// <summary>What a transaction changes in streams, before it is written.</summary>
/// <param name="now">The time, in Unix milliseconds.</param>
internal sealed partial class StreamChanges(long now)
{
    private readonly Dictionary<(long StreamId, string Key), KeyRow> _keys = [];

    /// <summary>The time, in Unix milliseconds.</summary>
    public long Now => now;

    /// <summary>Streams that changed.</summary>
    public HashSet<StreamRow> Streams { get; } = [];

    /// <summary>New publications.</summary>
    public List<PublicationRow> Publications { get; } = [];

    /// <summary>New idempotency keys, or known ones that are used anew.</summary>
    public List<KeyRow> Keys { get; } = [];

    /// <summary>The entries of map channels that the transaction looks at or changes.</summary>
    public EntryChanges Entries { get; } = new();

    /// <summary>The wholes of mutable channels that the transaction looks at or changes.</summary>
    public WholeChanges Wholes { get; } = new();

    /// <summary>Events for the outbox, which tell of new publications.</summary>
    public List<OutboxRow> Events { get; } = [];

    /// <summary>Takes in the keys that the database has.</summary>
    public void AddKnownKeys(IEnumerable<KeyRow> keys)
    {
        foreach (var key in keys)
        {
            _keys[(key.StreamId, Encoding.UTF8.GetString(key.Key))] = key;
        }
    }

    /// <summary>Finds what a key was first used for, if it is still remembered.</summary>
    public bool TryFindKey(StreamRow stream, string key, [NotNullWhen(true)] out KeyRow? first)
        => _keys.TryGetValue((stream.Id, key), out first) && first.KeptUntil > now && first.Number > stream.Base;

    /// <summary>Adds what a key is first used for.</summary>
    public void AddKey(StreamRow stream, string key, long keptUntil)
    {
        var row = new KeyRow(stream.Id, Encoding.UTF8.GetBytes(key), stream.Last, keptUntil);
        if (_keys.Remove((stream.Id, key), out var former))
        {
            // Used twice within one transaction, past a window of no time.
            Keys.Remove(former);
        }

        _keys[(stream.Id, key)] = row;
        Keys.Add(row);
    }
}
