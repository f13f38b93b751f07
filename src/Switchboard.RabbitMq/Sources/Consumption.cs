using System.Globalization;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.Sources;

/// <summary>One channel that consumes, from its opening until the broker or the hub ends it.</summary>
internal sealed class Consumption : AsyncDefaultBasicConsumer, IAsyncDisposable
{
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _givingUp;
    private readonly EventSourceDefinition _definition;
    private readonly string _queue;
    private readonly IEventSink _sink;
    private readonly DeadLetters _deadLetters;
    private readonly ILogger _logger;
    private readonly Acknowledger _acknowledger;
    private readonly bool _isStream;
    private long _position = -1;

    private Consumption(IChannel channel, EventSourceDefinition definition, string queue, IEventSink sink, DeadLetters deadLetters, ILogger logger, CancellationToken stopping)
        : base(channel)
    {
        (_definition, _queue, _sink, _deadLetters, _logger) = (definition, queue, sink, deadLetters, logger);
        _isStream = definition.QueueType == "stream";
        _acknowledger = new Acknowledger(channel, sink);
        _givingUp = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        channel.ChannelShutdownAsync += (_, reason) => EndAsync(reason.ReplyText.TrimEnd('.'));
    }

    /// <summary>Opens a channel and begins to consume.</summary>
    public static async Task<Consumption> BeginAsync(
        IConnection connection, EventSourceDefinition definition, string queue, IEventSink sink, DeadLetters deadLetters, ILogger logger, CancellationToken stopping)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: stopping);
        var consumption = new Consumption(channel, definition, queue, sink, deadLetters, logger, stopping);
        try
        {
            await channel.BasicQosAsync(0, (ushort)definition.Prefetch, global: false, stopping);
            await channel.BasicConsumeAsync(queue, autoAck: false, consumerTag: "", noLocal: false, definition.Exclusive, await consumption.FindArgumentsAsync(stopping), consumption, stopping);
            return consumption;
        }
        catch (Exception)
        {
            await consumption.DisposeAsync();
            throw;
        }
    }

    /// <summary>Consumes until it ends. When it is told to stop, what is under way is finished first.</summary>
    /// <returns>Why it ended; null where it was told to stop.</returns>
    public async Task<string?> RunAsync(CancellationToken stopping)
    {
        using var stop = stopping.UnsafeRegister(static state => ((Consumption)state!)._ended.TrySetResult(null), this);
        var problem = await _ended.Task;
        if (problem is null)
        {
            await CancelAsync();
            await _acknowledger.EndAsync();
        }

        return problem;
    }

    /// <inheritdoc/>
    /// <remarks>Not awaited to its end: as many messages are under way as the prefetch allows, and begin in their order.</remarks>
    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        if (_ended.Task.IsCompleted)
        {
            return Task.CompletedTask;
        }

        var delivery = new Delivery(deliveryTag, _queue, exchange, routingKey, properties);
        var fault = _sink.FindFault(body.Length);
        var message = new RabbitMqMessage(delivery, fault is null ? body.ToArray() : ReadOnlyMemory<byte>.Empty);
        _acknowledger.Begin(message);
        if (message.Offset is { } offset && offset <= _position)
        {
            _acknowledger.Answer(message);
            return Task.CompletedTask;
        }

        _position = message.Offset ?? _position;
        if (fault is not null)
        {
            // The body is the library's again when this ends.
            return RefuseAsync(message, body, fault);
        }

        Accept(message);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        => EndAsync($"the broker ended the consumption of the queue {_queue}: it was deleted, or its node is away");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _givingUp.CancelAsync();
        await BrokerConnector.CloseAsync(Channel);
        _givingUp.Dispose();
    }

    private async Task<Dictionary<string, object?>?> FindArgumentsAsync(CancellationToken cancellationToken)
    {
        if (!_isStream)
        {
            return null;
        }

        object offset = "next";
        if (_sink.IsDurable)
        {
            offset = "first";
            if (long.TryParse(await _sink.ReadPositionAsync(cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out _position))
            {
                offset = _position + 1;
            }
            else
            {
                _position = -1;
            }
        }

        return new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-stream-offset"] = offset };
    }

    // Not awaited: neither a store nor a broker that takes no dead letters keeps back those behind it.
    private void Accept(RabbitMqMessage message)
    {
        var accepting = _sink.AcceptAsync(message, _givingUp.Token);
        _ = accepting.IsCompletedSuccessfully ? AnswerAsync(message, accepting.Result) : AwaitAsync(message, accepting);
    }

    private async Task AwaitAsync(RabbitMqMessage message, ValueTask<EventOutcome> accepting)
    {
        try
        {
            await AnswerAsync(message, await accepting);
        }
        catch (OperationCanceledException)
        {
            _acknowledger.GiveUp();
        }
        catch (Exception exception)
        {
            RabbitMqLog.DeliveryFailed(_logger, exception, _definition.Name);
            _acknowledger.GiveUp();
            await EndAsync("a message could not be handled");
        }
    }

    private Task AnswerAsync(RabbitMqMessage message, EventOutcome outcome)
    {
        if (outcome.Unusable is { } reason)
        {
            return RefuseAsync(message, message.Body, reason);
        }

        _acknowledger.Answer(message);
        return Task.CompletedTask;
    }

    private async Task RefuseAsync(RabbitMqMessage message, ReadOnlyMemory<byte> body, string reason)
    {
        try
        {
            if (await _deadLetters.TryPublishAsync(message, body, reason, _givingUp.Token))
            {
                _acknowledger.Answer(message);
                return;
            }

            _sink.Dropped();
            if (!_isStream)
            {
                // Where the queue has a policy for dead letters, the broker follows it.
                await Channel.BasicRejectAsync(message.Delivery.Tag, requeue: false);
            }

            _acknowledger.Answer(message, isRejected: !_isStream);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            _acknowledger.GiveUp();
        }
    }

    private async Task CancelAsync()
    {
        try
        {
            await Channel.BasicCancelAsync(ConsumerTags[0]);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or IOException or OperationCanceledException)
        {
            // Closed meanwhile: nothing comes any more either way.
        }
    }

    private async Task EndAsync(string problem)
    {
        _ended.TrySetResult(problem);
        await _givingUp.CancelAsync();
    }
}
