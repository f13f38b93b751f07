using System.Diagnostics.Metrics;
using Switchboard.Configuration.Model;
using Switchboard.Diagnostics;

namespace Switchboard.EventSources;

/// <summary>What is counted of sources. docs/operations.md lists every instrument.</summary>
internal sealed class EventSourceMetrics
{
    private const string Source = "source";

    private IReadOnlyList<EventSourceState> _states = [];

    public EventSourceMetrics(HubMetrics hub)
    {
        hub.Meter.CreateObservableCounter("switchboard.events", () => _states.SelectMany(OutcomesOf), "{message}", "Messages of event sources, by source and what became of them.");
        hub.Meter.CreateObservableCounter("switchboard.events.unusable", () => _states.SelectMany(FaultsOf), "{message}", "Messages of event sources that could not be used, by source and why.");
        hub.Meter.CreateObservableGauge("switchboard.events.unanswered", () => _states.Select(static state => new Measurement<int>(state.UnderWay, TagOf(state))), "{message}", "Messages taken from event sources that are not published yet, by source.");
        hub.Meter.CreateObservableGauge("switchboard.event_sources.consuming", () => _states.Select(static state => new Measurement<int>(state.IsConsumed ? 1 : 0, TagOf(state))), "{source}", "Whether a source is consumed (1) or not (0), by source.");
        hub.Meter.CreateObservableGauge("switchboard.events.waiting", () => from state in _states where state.Waiting is not null select new Measurement<long>(state.Waiting!.Value, TagOf(state)), "{row}", "Rows of a transactional outbox that wait, up to 10,000, as its reader counted them within 10 s, by source.");
    }

    /// <summary>The sources, all at once.</summary>
    public IReadOnlyList<EventSourceState> States
    {
        get => _states;
        set => _states = value;
    }

    private static IEnumerable<Measurement<long>> OutcomesOf(EventSourceState state) =>
    [
        OutcomeOf(state, "published", state.Published.Value),
        OutcomeOf(state, "unusable", state.Unusable.Values.Sum()),
        OutcomeOf(state, "dropped", state.Dropped),
        OutcomeOf(state, "retried", state.Retried),
    ];

    private static IEnumerable<Measurement<long>> FaultsOf(EventSourceState state)
        => state.Unusable.Select(entry => new Measurement<long>(entry.Value, TagOf(state), new KeyValuePair<string, object?>("reason", OptionNames.Of($"{entry.Key}"))));

    private static Measurement<long> OutcomeOf(EventSourceState state, string outcome, long count) => new(count, TagOf(state), new KeyValuePair<string, object?>("outcome", outcome));

    private static KeyValuePair<string, object?> TagOf(EventSourceState state) => new(Source, state.Name);
}
