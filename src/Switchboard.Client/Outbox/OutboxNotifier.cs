using Microsoft.Extensions.Logging;
using Switchboard.Client.Concurrency;

namespace Switchboard.Client.Outbox;

/// <summary>Notifies waiters, metrics, the log and the application's handlers of what became of items.</summary>
internal sealed class OutboxNotifier(
    OutboxMetrics metrics, ILogger logger, Action<OutboxItem> onDelivered, Action<OutboxLoss> onLost)
{
    /// <summary>Signals after every change of what is stored.</summary>
    public AsyncSignal Changed { get; } = new();

    public void NotifyAdded()
    {
        metrics.Added.Add(1);
        Changed.Signal();
    }

    public void NotifyLost(IReadOnlyList<OutboxLoss> losses)
    {
        if (losses.Count == 0)
        {
            return;
        }

        Changed.Signal();
        foreach (var loss in losses)
        {
            metrics.CountLoss(loss.Reason);
            OutboxLog.Lost(logger, loss.Item.Kind, loss.Item.Channel, loss.Reason, loss.Error?.Code ?? 0);
            Raise(onLost, loss);
        }
    }

    public void NotifySettled(OutboxSettlement settlement)
    {
        metrics.Delivered.Add(settlement.Delivered.Count);
        if (settlement.IsIncomplete)
        {
            metrics.Retries.Add(1);
        }

        Changed.Signal();
        foreach (var item in settlement.Delivered)
        {
            Raise(onDelivered, item);
        }

        NotifyLost(settlement.Losses);
    }

    // The application's exceptions must not end the sending.
    private void Raise<T>(Action<T> handler, T value)
    {
        try
        {
            handler(value);
        }
        catch (Exception exception)
        {
            OutboxLog.HandlerFailed(logger, exception);
        }
    }
}
