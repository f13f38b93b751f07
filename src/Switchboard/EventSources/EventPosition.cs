using System.Text;
using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;

namespace Switchboard.EventSources;

/// <summary>Keeps how far a source was taken in. It may lag behind what was committed: what comes twice then has the same keys.</summary>
internal sealed class EventPosition(string source, IRecordStore store, ILogger logger)
{
    private const string Kind = "event-source";

    private string? _noted;
    private string? _kept;

    /// <summary>Reads what was kept; null for nothing.</summary>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var record = await store.FindAsync(Kind, source, cancellationToken);
        return record is null ? null : Encoding.UTF8.GetString(record.Body.Span);
    }

    /// <summary>Notes a position, to be kept.</summary>
    public void Note(string position) => Volatile.Write(ref _noted, position);

    /// <summary>Keeps what was noted. Does not throw for a store that is away.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        var noted = Volatile.Read(ref _noted);
        if (noted is null || noted == _kept)
        {
            return;
        }

        try
        {
            await store.PutAsync(new StoredRecord(Kind, source) { Body = Encoding.UTF8.GetBytes(noted) }, expected: null, cancellationToken);
            _kept = noted;
        }
        catch (SwitchboardException exception)
        {
            EventSourceLog.PositionNotKept(logger, exception, source);
        }
    }
}
