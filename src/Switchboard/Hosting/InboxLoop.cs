using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Connections;
using Switchboard.Inbox;
using Switchboard.InMemory;

namespace Switchboard.Hosting;

/// <summary>The background work of inboxes: receipts, and what is past its time in memory.</summary>
internal sealed class InboxLoop(ReceiptSender receipts, InMemoryInboxStore memory, Clock clock, ILogger<InboxLoop> logger) : BackgroundService
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(250);

    private readonly PeriodicTimer _timer = clock.CreateTimer(_period);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                memory.Expire();
                await receipts.SendAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                InboxLog.ReceiptsFailed(logger, exception, _period.TotalSeconds);
            }
        }
    }
}
