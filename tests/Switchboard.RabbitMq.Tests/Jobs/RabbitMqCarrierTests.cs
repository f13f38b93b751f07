using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;

namespace Switchboard.RabbitMq.Tests.Jobs;

/// <summary>The suite of carriers, with a worker in C#.</summary>
public sealed class RabbitMqCarrierTests(RabbitMqServer server) : JobCarrierSpec
{
    /// <inheritdoc/>
    protected override ValueTask<JobCarrierFixture> CreateAsync(bool ownBroker)
        => CarrierBench.CreateRabbitMqAsync(server, ownBroker, static uri => Task.FromResult<IJobWorker>(WorkerProcess.StartDotNet(uri)));
}

/// <summary>The suite of carriers, with a worker in Python.</summary>
public sealed class PikaWorkerTests(RabbitMqServer server) : JobCarrierSpec
{
    private static readonly string _program = Path.Combine(AppContext.BaseDirectory, "Programs", "worker.py");

    /// <inheritdoc/>
    protected override ValueTask<JobCarrierFixture> CreateAsync(bool ownBroker)
        => CarrierBench.CreateRabbitMqAsync(server, ownBroker, static async uri => await WorkerProcess.StartPythonAsync("pika", [_program, uri]));
}
