using System.Diagnostics.Metrics;
using Switchboard.Client.Outbox.Storage;

namespace Switchboard.Client.Outbox;

/// <summary>The metrics of an outbox, on the client's meter. docs/outbox.md lists them.</summary>
internal sealed class OutboxMetrics
{
    private readonly Counter<long> _lost;

    public OutboxMetrics(Meter meter, OutboxStore store)
    {
        Added = meter.CreateCounter<long>("switchboard.client.outbox.taken", "{item}", "Items that were written to the outbox.");
        Delivered = meter.CreateCounter<long>("switchboard.client.outbox.delivered", "{item}", "Items that the hub acknowledged.");
        Retries = meter.CreateCounter<long>("switchboard.client.outbox.retries", "{batch}", "Batches of which something must be sent again.");
        _lost = meter.CreateCounter<long>("switchboard.client.outbox.lost", "{item}", "Items that were given up, by reason.");
        meter.CreateObservableUpDownCounter("switchboard.client.outbox.items", () => store.Totals.Items, "{item}", "Items to be sent.");
        meter.CreateObservableUpDownCounter("switchboard.client.outbox.size", () => store.Totals.Bytes, "By", "Size of the items to be sent.");
        meter.CreateObservableUpDownCounter("switchboard.client.outbox.dead_letters", () => store.Totals.DeadLetters, "{item}", "Dead letters that are kept.");
        meter.CreateObservableGauge("switchboard.client.outbox.oldest_age", () => store.OldestAge.TotalSeconds, "s", "Age of the oldest item.");
    }

    public Counter<long> Added { get; }

    public Counter<long> Delivered { get; }

    public Counter<long> Retries { get; }

    public void CountLoss(OutboxLossReason reason) => _lost.Add(1, new KeyValuePair<string, object?>("reason", NameOf(reason)));

    private static string NameOf(OutboxLossReason reason) => reason switch
    {
        OutboxLossReason.Refused => "refused",
        OutboxLossReason.Undeliverable => "undeliverable",
        OutboxLossReason.Expired => "expired",
        _ => "no_room",
    };
}
