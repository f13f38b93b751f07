using System.Diagnostics.Metrics;
using Switchboard.Diagnostics;

namespace Switchboard.Outbox;

/// <summary>What is counted of event targets. docs/operations.md lists every instrument.</summary>
internal sealed class OutboxMetrics
{
    private readonly Counter<long> _sent;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _refused;

    public OutboxMetrics(HubMetrics hub, OutboxTargets targets)
    {
        var meter = hub.Meter;
        _sent = meter.CreateCounter<long>("switchboard.outbox.sent", "{event}", "Events that the broker has confirmed, by target.");
        _failed = meter.CreateCounter<long>("switchboard.outbox.failed", "{attempt}", "Attempts to send after which events still wait, by target.");
        _dropped = meter.CreateCounter<long>("switchboard.outbox.dropped", "{event}", "Events that a target is not told of, by target and reason.");
        _refused = meter.CreateCounter<long>("switchboard.outbox.refused", "{publication}", "Publications that were refused, because the outbox is full or the store away, by target.");
        meter.CreateObservableUpDownCounter("switchboard.outbox.queued", () => targets.All.Select(static target => Of(target, target.Events)), "{event}", "Events that wait to be sent, by target.");
        meter.CreateObservableUpDownCounter("switchboard.outbox.held", () => targets.All.Select(static target => Of(target, target.Bytes)), "By", "What events that wait to be sent take, by target.");
        meter.CreateObservableGauge("switchboard.outbox.oldest", () => targets.All.Select(static target => Of(target, target.OldestAge.TotalSeconds)), "s", "How long the oldest event has waited to be sent, by target.");
    }

    public void Sent(string target, int count) => _sent.Add(count, TagOf(target));

    public void Failed(string target) => _failed.Add(1, TagOf(target));

    public void Dropped(string target, string reason, int count) => _dropped.Add(count, TagOf(target), new KeyValuePair<string, object?>("reason", reason));

    public void Refused(string target) => _refused.Add(1, TagOf(target));

    private static Measurement<T> Of<T>(OutboxTarget target, T value)
        where T : struct
        => new(value, TagOf(target.Name));

    private static KeyValuePair<string, object?> TagOf(string target) => new("target", target);
}
