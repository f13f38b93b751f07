using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;

namespace Switchboard.RabbitMq.Tests.Celery;

/// <summary>The suite of carriers, with a worker of Celery.</summary>
public sealed class CeleryCarrierTests(RabbitMqServer server) : JobCarrierSpec
{
    /// <inheritdoc/>
    protected override ValueTask<JobCarrierFixture> CreateAsync(bool ownBroker) => CarrierBench.CreateCeleryAsync(server, ownBroker);
}
