using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>A durable queue that is bound to the hub's exchange, and read by the test.</summary>
internal static class BoundQueue
{
    private const string Name = "all";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes exchange and queue.</summary>
    public static async Task BindAsync(string uri, string key = "#")
    {
        await using var connection = await ConnectAsync(uri);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        await channel.ExchangeDeclareAsync(TargetHub.Exchange, "topic", durable: true, cancellationToken: Cancelled);
        await channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancelled);
        await channel.QueueBindAsync(Name, TargetHub.Exchange, key, cancellationToken: Cancelled);
    }

    /// <summary>Takes messages until there are so many with ids of their own. Repetitions are left out.</summary>
    public static Task<List<Message>> ReadAsync(string uri, int count) => ReadAsync(uri, messages => messages.Count >= count);

    /// <summary>Takes messages until it is said that they are enough. Repetitions are left out.</summary>
    public static async Task<List<Message>> ReadAsync(string uri, Func<IReadOnlyCollection<Message>, bool> areEnough)
    {
        var messages = new Dictionary<string, Message>(StringComparer.Ordinal);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        await using var connection = await ConnectAsync(uri);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: patience.Token);
        while (!areEnough(messages.Values))
        {
            if (await channel.BasicGetAsync(Name, autoAck: true, patience.Token) is not { } got)
            {
                await Task.Delay(10, patience.Token);
                continue;
            }

            var message = Message.From(got);
            if (!messages.TryAdd(message.Id, message))
            {
                Assert.Equal(message.Body, messages[message.Id].Body);
            }
        }

        return [.. messages.Values];
    }

    // The broker may just be starting.
    private static async Task<IConnection> ConnectAsync(string uri)
    {
        var factory = new ConnectionFactory { Uri = new Uri(uri) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (true)
        {
            try
            {
                return await factory.CreateConnectionAsync(patience.Token);
            }
            catch (BrokerUnreachableException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }
}

/// <summary>A message as it arrived.</summary>
internal sealed record Message(string Id, string Key, string Body, string Type, string ContentType, bool IsPersistent, IReadOnlyDictionary<string, object?> Headers)
{
    public static Message From(BasicGetResult got)
    {
        var properties = got.BasicProperties;
        return new Message(
            properties.MessageId!, got.RoutingKey, Encoding.UTF8.GetString(got.Body.Span), properties.Type!, properties.ContentType!, properties.Persistent,
            properties.Headers!.ToDictionary(static header => header.Key, static header => header.Value is byte[] text ? Encoding.UTF8.GetString(text) : header.Value, StringComparer.Ordinal));
    }
}
