using RabbitMQ.Client;
using Switchboard.RabbitMq.Tests.Support;
using Xunit;

namespace Switchboard.RabbitMq.Tests;

public sealed class RabbitMqServerTests(RabbitMqServer server)
{
    [Fact]
    public async Task Server_HasAHostForEachTest()
    {
        var factory = new ConnectionFactory { Uri = new Uri(await server.CreateHostAsync()) };
        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        Assert.True(connection.IsOpen);
    }
}
