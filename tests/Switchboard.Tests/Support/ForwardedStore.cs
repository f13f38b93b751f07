using Switchboard.Extensibility;

namespace Switchboard.Tests.Support;

/// <summary>Passes everything about entries and wholes on to the store behind it: who stands in for a store of streams stands in for those, too.</summary>
internal abstract class ForwardedStore(IStreamStore inner) : IMapStore, IWholeStore
{
    /// <summary>The store behind it.</summary>
    protected IStreamStore Inner => inner;

    private IMapStore Maps => (IMapStore)inner;

    private IWholeStore Wholes => (IWholeStore)inner;

    public virtual ValueTask<MapChangeResult> ChangeAsync(MapChange change, IPublicationSink sink, CancellationToken cancellationToken) => Maps.ChangeAsync(change, sink, cancellationToken);

    public virtual ValueTask<MapPage> ReadEntriesAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken)
        => Maps.ReadEntriesAsync(channel, retention, read, cancellationToken);

    public ValueTask<long> CountEntriesAsync(string channel, CancellationToken cancellationToken) => Maps.CountEntriesAsync(channel, cancellationToken);

    public ValueTask ClearAsync(string channel, CancellationToken cancellationToken) => Maps.ClearAsync(channel, cancellationToken);

    public ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredEntriesAsync(int limit, CancellationToken cancellationToken) => Maps.ListExpiredEntriesAsync(limit, cancellationToken);

    public virtual ValueTask<StreamSlice> ReadWholesAsync(string channel, StreamRetention retention, WholeRead read, CancellationToken cancellationToken)
        => Wholes.ReadWholesAsync(channel, retention, read, cancellationToken);

    public ValueTask<string?> FindIdAsync(string channel, Position position, CancellationToken cancellationToken) => Wholes.FindIdAsync(channel, position, cancellationToken);

    public ValueTask<IReadOnlyList<OverduePublication>> ListOverdueAsync(int limit, CancellationToken cancellationToken) => Wholes.ListOverdueAsync(limit, cancellationToken);

    public ValueTask ForgetWholesAsync(string channel, CancellationToken cancellationToken) => Wholes.ForgetWholesAsync(channel, cancellationToken);
}
