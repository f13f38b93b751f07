using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.Sql;
using Xunit;

namespace Switchboard.Storage.Tests.Support;

/// <summary>A store in a database, which can be closed and opened again.</summary>
internal sealed class StoreHarness(Func<TimeProvider, StoreDatabase> createDatabase, StoreOptions options) : IAsyncDisposable
{
    private static readonly IMeterFactory _meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    private DurableStore? _store;

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static StreamRetention Retention { get; } = new(100, TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));

    public ShiftedTimeProvider Time { get; } = new();

    public DurableStore Store => _store ?? throw new InvalidOperationException("It is closed.");

    public RecordingPublicationSink Sink { get; } = new();

    /// <summary>What is freed at the end.</summary>
    public Func<ValueTask> Release { get; init; } = static () => ValueTask.CompletedTask;

    public async Task OpenAsync(params string[] namespaces)
    {
        _store = new DurableStore(createDatabase(Time), options, Time, _meters, NullLogger.Instance);
        await _store.Streams.HoldNamespacesAsync(namespaces.Length > 0 ? namespaces : ["kept"], Cancelled);
        await _store.StartAsync(Cancelled);
    }

    /// <summary>The same database, for work while the store is closed.</summary>
    public StoreDatabase CreateDatabase() => createDatabase(Time);

    public async Task CloseAsync()
    {
        var store = Store;
        _store = null;
        await store.DisposeAsync();
    }

    /// <summary>Closes, and opens again, as a restart of the server does.</summary>
    public async Task ReopenAsync(params string[] namespaces)
    {
        await CloseAsync();
        await OpenAsync(namespaces);
    }

    public async Task<AppendResult> AppendAsync(string text, Func<StreamAppend, StreamAppend>? change = null)
    {
        var append = new StreamAppend
        {
            Channel = "kept:room",
            Publication = new Publication { Data = Encoding.UTF8.GetBytes(text), IsJson = false, Time = Time.GetUtcNow() },
            Retention = Retention,
        };
        return await Store.Streams.AppendAsync(change?.Invoke(append) ?? append, Sink, Cancelled);
    }

    public async Task<StreamSlice> ReadAsync(string channel = "kept:room", StreamRetention? retention = null)
    {
        var slice = await Store.Streams.ReadAsync(channel, retention ?? Retention, new StreamRead { Limit = StreamRead.Unlimited }, Cancelled);
        Assert.NotNull(slice);
        return slice;
    }

    /// <summary>The payloads that are kept.</summary>
    public async Task<string[]> TextsAsync()
        => [.. (await ReadAsync()).Publications.Select(publication => Encoding.UTF8.GetString(publication.Data.Span))];

    /// <summary>Waits until the store can be written to, or cannot.</summary>
    public async Task UntilAsync(bool isAvailable)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (Store.Health.IsAvailable != isAvailable)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await CloseAsync();
        }

        await Release();
    }
}
