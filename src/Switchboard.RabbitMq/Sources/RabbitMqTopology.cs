using System.Globalization;
using RabbitMQ.Client;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.Sources;

/// <summary>Declares what a source consumes: exchange, queue, bindings. What others have declared otherwise, or may declare alone, is left as it is.</summary>
internal sealed class RabbitMqTopology(EventSourceDefinition definition)
{
    /// <summary>Declares.</summary>
    /// <returns>The name of the queue.</returns>
    /// <exception cref="BrokerException">Something is there with other properties.</exception>
    public async Task<string> DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var exchange = definition.Exchange;
        if (exchange.Length > 0)
        {
            await Declaration.EnsureAsync(
                connection,
                $"the exchange '{exchange}'",
                channel => channel.ExchangeDeclareAsync(exchange, definition.ExchangeType, durable: true, autoDelete: false, cancellationToken: cancellationToken),
                channel => channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken),
                cancellationToken);
        }

        var queue = definition.Queue.Length > 0 ? definition.Queue : definition.Exclusive ? "" : $"switchboard.{definition.Name}";
        await Declaration.EnsureAsync(
            connection,
            $"the queue '{queue}'",
            async channel => queue = (await channel.QueueDeclareAsync(queue, !definition.Exclusive, definition.Exclusive, definition.Exclusive, QueueArguments(), cancellationToken: cancellationToken)).QueueName,
            channel => channel.QueueDeclarePassiveAsync(queue, cancellationToken),
            cancellationToken);
        if (exchange.Length > 0)
        {
            await BindAsync(connection, queue, exchange, cancellationToken);
        }

        return queue;
    }

    private async Task BindAsync(IConnection connection, string queue, string exchange, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        IReadOnlyList<string> bindings = definition.Bindings.Count > 0 ? definition.Bindings : [definition.ExchangeType == "topic" ? "#" : ""];
        foreach (var binding in bindings)
        {
            var isByHeaders = definition.ExchangeType == "headers";
            await channel.QueueBindAsync(queue, exchange, isByHeaders ? "" : binding, isByHeaders ? ConditionsOf(binding) : null, cancellationToken: cancellationToken);
        }
    }

    private Dictionary<string, object?> QueueArguments()
    {
        var arguments = definition.Arguments.ToDictionary(static entry => entry.Key, static entry => ValueOf(entry.Value), StringComparer.Ordinal);
        arguments["x-queue-type"] = definition.QueueType;
        return arguments;
    }

    private static Dictionary<string, object?> ConditionsOf(string binding)
        => binding.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static condition => condition.Split('=', 2))
            .ToDictionary(static parts => Uri.UnescapeDataString(parts[0]), static parts => parts.Length > 1 ? ValueOf(Uri.UnescapeDataString(parts[1])) : null, StringComparer.Ordinal);

    private static object? ValueOf(string text)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : bool.TryParse(text, out var flag) ? flag : text;
}
