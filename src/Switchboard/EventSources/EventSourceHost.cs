using Microsoft.Extensions.Logging;
using Switchboard.Commands.Outboxes;
using Switchboard.Configuration;
using Switchboard.Configuration.Model;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Timing;

namespace Switchboard.EventSources;

/// <summary>Runs the sources that the options name.</summary>
internal sealed class EventSourceHost(
    IEnumerable<IEventSourceFactory> factories, TransactionalOutboxes outboxes, EventPublisher publisher, IRecordStore records, SettingsHolder settings, EventSourceMetrics metrics, Supervisor supervisor, Clock clock,
    TimeProvider time, ILogger<EventSourceHost> logger)
{
    private static readonly TimeSpan _keepPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _countPeriod = TimeSpan.FromSeconds(10);

    private IReadOnlyList<RunningSource> _sources = [];

    /// <summary>Makes the sources.</summary>
    /// <exception cref="InvalidOperationException">Nothing makes one of them.</exception>
    public void Prepare()
    {
        _sources = [.. settings.Current.EventSources.Select(Create), .. outboxes.All.Select(Create)];
        metrics.States = [.. _sources.Select(static source => source.State)];
    }

    /// <summary>Runs all until it is told to stop; then what is under way is finished, and the positions are kept.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(_sources.Select(source => RunAsync(source, stopping)));

    private async Task RunAsync(RunningSource source, CancellationToken stopping)
    {
        using var timer = clock.CreateTimer(_keepPeriod);
        var keeping = supervisor.RepeatAsync("event positions", timer, source.Position.KeepAsync, stopping);
        using var countTimer = clock.CreateTimer(_countPeriod);
        var counting = source.Source is ITransactionalOutbox outbox ? supervisor.RepeatAsync("outbox counts", countTimer, token => CountAsync(outbox, source.State, token), stopping) : Task.CompletedTask;
        await supervisor.RunAsync("event sources", token => source.Source.RunAsync(source.Sink, token), stopping);
        await Task.WhenAll(keeping, counting);
        source.State.Problem = "stopped";
        await source.Position.KeepAsync(CancellationToken.None);
    }

    private RunningSource Create(EventSourceOptions options, int index)
    {
        var type = OptionNames.Of($"{options.Type}");
        var factory = factories.FirstOrDefault(candidate => candidate.Type == type)
            ?? throw new InvalidOperationException($"eventSources[{index}].type is \"{type}\", and nothing consumes it: add Use{options.Type}() of Switchboard.{options.Type} behind AddSwitchboard().");
        var position = new EventPosition(options.Name, records, logger);
        var state = new EventSourceState(options.Name);
        var sink = new EventSink(EventRoute.Of(options), IsDurable(options), publisher, position, state, clock, time, logger);
        return new RunningSource(factory.Create(DefinitionOf(options)), sink, position, state);
    }

    private RunningSource Create(OutboxEntry entry)
    {
        var position = new EventPosition(entry.Options.Name, records, logger);
        var state = new EventSourceState(entry.Options.Name);
        entry.Reading = () => new OutboxReading(state.IsStarting ? null : state.Problem, state.IsStandingBy, state.Published.Value) { IsStarting = state.IsStarting };
        return new RunningSource(entry.Outbox, new EventSink(new OutboxRoute(entry.Options), isDurable: true, publisher, position, state, clock, time, logger), position, state);
    }

    // Who reads an outbox counts it: the gauge's readers cannot wait for a database.
    private static async Task CountAsync(ITransactionalOutbox outbox, EventSourceState state, CancellationToken cancellationToken)
    {
        try
        {
            state.Waiting = state.IsConsumed ? (await outbox.CountAsync(cancellationToken)).Waiting : null;
        }
        catch (SwitchboardException)
        {
            // The database is away: the source's problem says so.
            state.Waiting = null;
        }
    }

    private bool IsDurable(EventSourceOptions options)
    {
        var current = settings.Current;
        return options.User.Length > 0
            ? current.Inbox.Storage == StorageKind.Durable
            : current.Namespaces.TryResolve(EventTemplate.Parse(options.Channel).Prefix, out var space) && space.Storage == StorageKind.Durable;
    }

    private static EventSourceDefinition DefinitionOf(EventSourceOptions options) => new(options.Name)
    {
        Prefetch = options.Prefetch,
        Exchange = options.Exchange,
        ExchangeType = OptionNames.Of($"{options.ExchangeType}"),
        Bindings = options.Bindings,
        Queue = options.Queue,
        QueueType = OptionNames.Of($"{options.QueueType}"),
        Exclusive = options.Exclusive,
        Arguments = options.Arguments,
        DeadLetterExchange = options.DeadLetterExchange,
        Stream = options.Stream,
        Group = options.Group,
        DataField = options.DataField,
        DeadLetterStream = options.DeadLetterStream,
    };

    private sealed record RunningSource(IEventSource Source, EventSink Sink, EventPosition Position, EventSourceState State);
}
