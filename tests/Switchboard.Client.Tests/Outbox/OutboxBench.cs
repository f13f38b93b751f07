using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Client.Concurrency;
using Switchboard.Specs;

namespace Switchboard.Client.Tests.Outbox;

/// <summary>A folder for an outbox's file, and the outboxes of a test, which are closed with it.</summary>
internal sealed class OutboxBench : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("outbox-").FullName;
    private readonly Meter _meter = new("test");
    private readonly List<SwitchboardOutbox> _open = [];

    public OutboxBench() => File = Path.Combine(_folder, "new", "outbox.db");

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public string File { get; }

    public Meter Meter => _meter;

    /// <summary>What the outboxes gave up, as far as they have told.</summary>
    public ConcurrentQueue<OutboxLostEventArgs> Lost { get; } = new();

    public SwitchboardOutbox Create(ScriptedHub hub, Action<OutboxOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new OutboxOptions { Path = File, RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(5) };
        configure?.Invoke(options);
        var outbox = new SwitchboardOutbox(options, hub, static _ => { }, new ReentrancyGuard(), time ?? TimeProvider.System, NullLogger.Instance, _meter);
        outbox.Lost += (_, lost) => Lost.Enqueue(lost);
        _open.Add(outbox);
        return outbox;
    }

    public static byte[] Data(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(OutboxItem item) => Encoding.UTF8.GetString(item.Data.Span);

    public static Task DrainAsync(SwitchboardOutbox outbox) => outbox.DrainAsync(Cancelled).WaitAsync(Patience.Limit, Cancelled);

    /// <summary>Waits until so many items were given up, and returns them: the delivery, when it finds out, tells of it on its own thread.</summary>
    public async Task<OutboxLostEventArgs[]> LostAsync(int count)
    {
        await UntilAsync(() => Lost.Count >= count);
        var lost = Lost.ToArray();
        Assert.Equal(count, lost.Length);
        return lost;
    }

    public static async Task PublishAsync(SwitchboardOutbox outbox, params IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            await outbox.PublishAsync("c", Data(text), Cancelled);
        }
    }

    /// <summary>Waits for what another thread is about to do; other than the outbox nothing tells when.</summary>
    public static async Task UntilAsync(Func<bool> condition, TimeSpan? limit = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(limit ?? Patience.Limit);
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var outbox in _open)
        {
            await outbox.CloseAsync();
        }

        _meter.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
