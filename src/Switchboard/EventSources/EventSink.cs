using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Timing;

namespace Switchboard.EventSources;

/// <summary>Takes the messages of one source in. docs/event-sources.md says what becomes of them.</summary>
internal sealed class EventSink : IEventSink
{
    private const int MaxFailures = 5;

    private readonly IEventRoute _route;
    private readonly EventPublisher _publisher;
    private readonly EventPosition _position;
    private readonly EventSourceState _state;
    private readonly EventBacklog _backlog;
    private readonly ILogger _logger;
    private readonly Tally _refusals;
    private readonly Tally _delays;
    private readonly Tally _interruptions;
    private string? _toldProblem;
    private long _number;

    public EventSink(IEventRoute route, bool isDurable, EventPublisher publisher, EventPosition position, EventSourceState state, Clock clock, TimeProvider time, ILogger logger)
    {
        (_route, _publisher, _position, _state, _logger, IsDurable) = (route, publisher, position, state, logger, isDurable);
        (_refusals, _delays, _interruptions) = (new Tally(clock), new Tally(clock), new Tally(clock));
        _backlog = new EventBacklog(RetryAsync, time);
    }

    /// <inheritdoc/>
    public bool IsDurable { get; }

    /// <inheritdoc/>
    public string? FindFault(long bytes)
        => bytes <= _route.MaxBytes ? null : Refuse(EventFault.Size, $"it has {bytes} bytes; the source takes {_route.MaxBytes} (maxBytes)");

    /// <inheritdoc/>
    public ValueTask<EventOutcome> AcceptAsync(EventMessage message, CancellationToken cancellationToken)
    {
        var target = _route.Resolve(message, out var fault);
        if (fault is var (kind, reason))
        {
            return ValueTask.FromResult(new EventOutcome(Refuse(kind, reason)));
        }

        var held = new HeldEvent(++_number, message, target, cancellationToken);
        _state.Begin();
        if (_backlog.IsHolding)
        {
            return HoldAsync(held);
        }

        var publishing = PublishAsync(held);
        return publishing.IsCompletedSuccessfully ? SettleAsync(publishing.Result, held) : AwaitAsync(publishing, held);
    }

    /// <inheritdoc/>
    public ValueTask<string?> ReadPositionAsync(CancellationToken cancellationToken) => _position.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public void NotePosition(string position) => _position.Note(position);

    /// <inheritdoc/>
    public void Started()
    {
        _state.Problem = null;
        _state.IsStandingBy = false;
        _toldProblem = null;
        EventSourceLog.Started(_logger, _route.Name);
    }

    /// <inheritdoc/>
    public void StandingBy()
    {
        _state.Problem = null;
        if (!_state.IsStandingBy)
        {
            _state.IsStandingBy = true;
            EventSourceLog.StandingBy(_logger, _route.Name);
        }
    }

    /// <inheritdoc/>
    public void Interrupted(string problem)
    {
        _state.IsStandingBy = false;
        _state.Problem = problem;

        // Once for each change, and once a minute at most: what changes to and fro, or ends at once again, would fill the log.
        if (_toldProblem != problem && _interruptions.TryTake(1, out _))
        {
            _toldProblem = problem;
            EventSourceLog.Interrupted(_logger, _route.Name, problem);
        }
    }

    /// <inheritdoc/>
    public void Dropped() => _state.AddDrop();

    private async ValueTask<EventOutcome> AwaitAsync(ValueTask<EventOutcome?> publishing, HeldEvent held)
        => await SettleAsync(await publishing, held);

    private ValueTask<EventOutcome> SettleAsync(EventOutcome? outcome, HeldEvent held) => outcome is { } known ? ValueTask.FromResult(End(known)) : HoldAsync(held);

    private async ValueTask<EventOutcome> HoldAsync(HeldEvent held)
    {
        try
        {
            return await _backlog.HoldAsync(held);
        }
        finally
        {
            _state.End();
        }
    }

    private EventOutcome End(EventOutcome outcome)
    {
        _state.End();
        return outcome;
    }

    private async Task<bool> RetryAsync(HeldEvent held)
    {
        _state.AddRetry();
        if (await PublishAsync(held) is not { } outcome)
        {
            return false;
        }

        held.Answer.TrySetResult(outcome);
        return true;
    }

    /// <summary>Publishes. Does not throw.</summary>
    /// <returns>What became of it; null where it cannot happen at present.</returns>
    private async ValueTask<EventOutcome?> PublishAsync(HeldEvent held)
    {
        try
        {
            var error = HubTracing.Source.HasListeners() ? await PublishTracedAsync(held) : await _publisher.PublishAsync(held.Target, held.Message.Body, _route.Window);
            return OutcomeOf(error);
        }
        catch (SwitchboardException exception)
        {
            return OutcomeOf(exception.Error);
        }
        catch (Exception exception)
        {
            EventSourceLog.Failed(_logger, exception, _route.Name);
            return ++held.Failures < MaxFailures ? null : new EventOutcome(Refuse(EventFault.Other, "it fails each time"));
        }
    }

    private async ValueTask<ErrorCode?> PublishTracedAsync(HeldEvent held)
    {
        using var activity = HubTracing.StartEvent(_route.Name, held.Message.FindHeader("traceparent"), held.Message.FindHeader("tracestate"));
        var error = await _publisher.PublishAsync(held.Target, held.Message.Body, _route.Window);
        HubTracing.Refuse(activity, error);
        return error;
    }

    private EventOutcome? OutcomeOf(ErrorCode? error)
    {
        if (error is null)
        {
            _state.Published.Add(1);
            return EventOutcome.Published;
        }

        if (!error.Temporary)
        {
            return new EventOutcome(Refuse(EventFaults.Of(error), $"error {error.Code}, {error.Message}")) { Code = error.Code };
        }

        if (_delays.TryTake(1, out _))
        {
            EventSourceLog.Waiting(_logger, _route.Name, error.Code, error.Message);
        }

        return null;
    }

    private string Refuse(EventFault fault, string reason)
    {
        _state.AddUnusable(fault);
        if (_refusals.TryTake(1, out _))
        {
            EventSourceLog.Unusable(_logger, _route.Name, reason, _state.Unusable[fault]);
        }

        return reason;
    }
}
