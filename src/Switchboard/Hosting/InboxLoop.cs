using Switchboard.Diagnostics;
using Switchboard.Inbox;
using Switchboard.InMemory;
using Switchboard.Timing;

namespace Switchboard.Hosting;

/// <summary>The background work of inboxes: receipts for users and, on their own so that no hook holds those up, for services; what is past its time in memory.</summary>
internal sealed class InboxLoop(ReceiptSender receipts, InMemoryInboxStore memory, Clock clock, Supervisor supervisor) : BackgroundLoop
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(250);

    private readonly PeriodicTimer _forUsers = clock.CreateTimer(_period);
    private readonly PeriodicTimer _forServices = clock.CreateTimer(_period);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _forUsers.Dispose();
        _forServices.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stopping)
        => Task.WhenAll(
            supervisor.RepeatAsync("receipts of users", _forUsers, NotifyUsersAsync, stopping),
            supervisor.RepeatAsync("receipts of services", _forServices, receipts.NotifyServicesAsync, stopping));

    private Task NotifyUsersAsync(CancellationToken stoppingToken)
    {
        memory.Expire();
        return receipts.NotifyUsersAsync(stoppingToken);
    }
}
