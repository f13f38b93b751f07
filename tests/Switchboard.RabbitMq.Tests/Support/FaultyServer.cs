using Xunit;

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>A RabbitMQ server that the tests of one class may end and fill, one after the other. Each leaves it running.</summary>
public sealed class FaultyServer : IAsyncLifetime
{
    public RabbitMqServer Server { get; } = RabbitMqServer.Create();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
