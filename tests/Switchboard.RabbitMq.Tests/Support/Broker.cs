using System.Text;
using RabbitMQ.Client;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>A program of a test's own at the broker: publishes, and looks into queues.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly IConnection _connection;

    private Broker(IConnection connection, IChannel channel)
    {
        _connection = connection;
        Channel = channel;
    }

    /// <summary>A channel that confirms what is published.</summary>
    public IChannel Channel { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<Broker> ConnectAsync(string uri)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Cancelled);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancelled);
        return new Broker(connection, channel);
    }

    public Task PublishAsync(string exchange, string key, string body, string? id = null, Dictionary<string, object?>? headers = null)
        => PublishAsync(exchange, key, Encoding.UTF8.GetBytes(body), id, headers);

    public async Task PublishAsync(string exchange, string key, ReadOnlyMemory<byte> body, string? id = null, Dictionary<string, object?>? headers = null)
    {
        var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent, Headers = headers };
        if (id is not null)
        {
            properties.MessageId = id;
        }

        await Channel.BasicPublishAsync(exchange, key, mandatory: true, properties, body, Cancelled);
    }

    /// <summary>Makes a queue that an exchange gives everything to, for dead letters.</summary>
    public async Task DeclareSinkAsync(string exchange, string queue)
    {
        await Channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: Cancelled);
        await Channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancelled);
        await Channel.QueueBindAsync(queue, exchange, "", cancellationToken: Cancelled);
    }

    /// <summary>Takes the next message out of a queue; waits for it.</summary>
    public async Task<BasicGetResult> TakeAsync(string queue)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            if (await Channel.BasicGetAsync(queue, autoAck: true, patience.Token) is { } found)
            {
                return found;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>How many messages of a queue wait for a consumer.</summary>
    public Task<uint> CountAsync(string queue) => Channel.MessageCountAsync(queue, Cancelled);

    public static string? HeaderOf(BasicGetResult message, string name)
        => message.BasicProperties.Headers?.TryGetValue(name, out var value) == true && value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null;

    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
