using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.EventTargets;

/// <summary>Sends events to an exchange, and waits for the broker's confirmations.</summary>
internal sealed class RabbitMqEventTarget(BrokerConnector connector, EventTargetDescription description) : IEventTarget
{
    private const string Unconfirmed = "the broker did not take some of them";

    private volatile ExchangeChannel? _open;

    /// <inheritdoc/>
    public string? Problem => _open?.Alarm;

    /// <inheritdoc/>
    public async ValueTask<EventSendResult> SendAsync(IReadOnlyList<OutgoingEvent> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ExchangeChannel channel;
        try
        {
            channel = await OpenAsync(cancellationToken);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return new EventSendResult([.. batch.Select(static _ => EventSendOutcome.Waiting)], ProblemOf(exception));
        }

        // Each begins before the next one does, so that they go out in their order; the confirmations come together.
        var sent = await Task.WhenAll(batch.Select(happened => SendAsync(channel.Channel, happened, cancellationToken)));
        if (!channel.IsOpen || cancellationToken.IsCancellationRequested)
        {
            await CloseAsync();
        }

        return new EventSendResult([.. sent.Select(static one => one.Outcome)], sent.FirstOrDefault(static one => one.Outcome == EventSendOutcome.Waiting).Problem);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private async Task<ExchangeChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_open is { IsOpen: true } open)
        {
            return open;
        }

        await CloseAsync();
        return _open = await ExchangeChannel.OpenAsync(connector, description, cancellationToken);
    }

    private async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _open, null) is { } open)
        {
            await open.DisposeAsync();
        }
    }

    private async Task<(EventSendOutcome Outcome, string? Problem)> SendAsync(IChannel channel, OutgoingEvent happened, CancellationToken cancellationToken)
    {
        if (!EventMessage.IsPossible(happened))
        {
            return (EventSendOutcome.Refused, null);
        }

        using var cause = BeginCause(happened);
        try
        {
            await channel.BasicPublishAsync(description.Exchange, happened.RoutingKey, description.IsMandatory, EventMessage.PropertiesOf(happened, description), happened.Data, cancellationToken);
            return (EventSendOutcome.Sent, null);
        }
        catch (PublishException refusal)
        {
            return refusal.IsReturn ? (EventSendOutcome.Unroutable, null) : (EventSendOutcome.Waiting, Unconfirmed);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return (EventSendOutcome.Waiting, ProblemOf(exception));
        }
    }

    // Where somebody records what the client library does, that is a part of what caused the event.
    private static Activity? BeginCause(OutgoingEvent happened)
        => happened.TraceParent.Length == 0 ? null : new Activity("switchboard.event").SetParentId(happened.TraceParent).Start();

    private static bool IsExpected(Exception exception)
        => exception is RabbitMQClientException or IOException or OperationCanceledException or TimeoutException or ObjectDisposedException or System.Net.Sockets.SocketException or BrokerException;

    private string ProblemOf(Exception exception)
        => exception is OperationCanceledException ? "the broker did not confirm them in time" : BrokerProblem.Of(exception, connector.Uri);
}
