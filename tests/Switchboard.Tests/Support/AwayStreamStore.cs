using Switchboard.Extensibility;

namespace Switchboard.Tests.Support;

/// <summary>A durable store whose database is away.</summary>
internal sealed class AwayStreamStore : IDurableStreamStore
{
    private static readonly SwitchboardException _away = new(ErrorCodes.NotAvailable with { Temporary = true });

    /// <summary>What the hub said last.</summary>
    public IReadOnlyCollection<string> Namespaces { get; private set; } = [];

    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken) => throw _away;

    public ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken) => throw _away;

    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken) => throw _away;

    public ValueTask<MapChangeResult> ChangeAsync(MapChange change, IPublicationSink sink, CancellationToken cancellationToken) => throw _away;

    public ValueTask<MapPage> ReadEntriesAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken) => throw _away;

    public ValueTask<long> CountEntriesAsync(string channel, CancellationToken cancellationToken) => throw _away;

    public ValueTask ClearAsync(string channel, CancellationToken cancellationToken) => throw _away;

    public ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredEntriesAsync(int limit, CancellationToken cancellationToken) => throw _away;

    public ValueTask<StreamSlice> ReadWholesAsync(string channel, StreamRetention retention, WholeRead read, CancellationToken cancellationToken) => throw _away;

    public ValueTask<string?> FindIdAsync(string channel, Position position, CancellationToken cancellationToken) => throw _away;

    public ValueTask<IReadOnlyList<OverduePublication>> ListOverdueAsync(int limit, CancellationToken cancellationToken) => throw _away;

    public ValueTask ForgetWholesAsync(string channel, CancellationToken cancellationToken) => throw _away;

    public ValueTask HoldNamespacesAsync(IReadOnlyCollection<string> namespaces, CancellationToken cancellationToken)
    {
        Namespaces = [.. namespaces.Order(StringComparer.Ordinal)];
        return ValueTask.CompletedTask;
    }
}
