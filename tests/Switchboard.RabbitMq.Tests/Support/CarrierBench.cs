using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Celery;
using Switchboard.RabbitMq.Jobs;
using Switchboard.Specs;

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>Carriers to real servers, for the suite of carriers.</summary>
internal static class CarrierBench
{
    private const string AlarmedWatermark = "0.0000001";
    private const string UsualWatermark = "0.4";

    /// <summary>A carrier with quorum queues.</summary>
    public static async ValueTask<JobCarrierFixture> CreateRabbitMqAsync(RabbitMqServer shared, bool ownBroker, Func<string, Task<IJobWorker>> startWorker)
    {
        var server = ownBroker ? RabbitMqServer.Create() : shared;
        var uri = await server.CreateHostAsync();
        var options = Configure(new RabbitMqCarrierOptions { Methods = { "echo", "fail", "hold", "slow" } }, uri, "test");
        var unroutable = Configure(new RabbitMqCarrierOptions { Queue = "nowhere" }, uri, "other");
        var other = Create(unroutable);
        await DeclareAsync(uri, channel => channel.QueueDeclareAsync(unroutable.ReplyQueue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" }));
        unroutable.Declare = false;
        return Create(server, ownBroker, uri, options, Create(options), other, () => startWorker(uri));
    }

    /// <summary>A carrier to workers of Celery.</summary>
    public static async ValueTask<JobCarrierFixture> CreateCeleryAsync(RabbitMqServer shared, bool ownBroker)
    {
        var server = ownBroker ? RabbitMqServer.Create() : shared;
        var uri = await server.CreateHostAsync();
        var options = Configure(new CeleryCarrierOptions(), uri, "test");
        var unroutable = Configure(new CeleryCarrierOptions { Exchange = "", Queue = "nowhere" }, uri, "other");
        await DeclareAsync(uri, channel => channel.QueueDeclareAsync(unroutable.ReplyQueue, durable: true, exclusive: false, autoDelete: false));
        unroutable.Declare = false;
        return Create(server, ownBroker, uri, options, Create(options), Create(unroutable), async () => await StartCeleryAsync(uri));
    }

    /// <summary>Starts a worker with the tasks of these tests.</summary>
    public static Task<WorkerProcess> StartCeleryAsync(string uri, params IReadOnlyList<string> variables) => WorkerProcess.StartPythonAsync(
        "celery",
        ["-m", "celery", "--workdir", Path.Combine(AppContext.BaseDirectory, "Programs"), "-A", "tasks", "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
        new Dictionary<string, string>(variables.Select(static variable => KeyValuePair.Create(variable, "1")), StringComparer.Ordinal) { ["CELERY_BROKER"] = uri, ["C_FORCE_ROOT"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1" });

    /// <summary>A carrier of options.</summary>
    public static IJobCarrier Create(CeleryCarrierOptions options) => Create(options, new CeleryJobFormat(options, TimeProvider.System, new TestLogger()));

    /// <summary>A carrier of options.</summary>
    public static IJobCarrier Create(RabbitMqCarrierOptions options, TestLogger? logger = null) => Create(options, new RabbitMqJobFormat(options, TimeProvider.System), logger);

    /// <summary>A carrier of a format.</summary>
    public static IJobCarrier Create(BrokerCarrierOptions options, JobFormat format, TestLogger? logger = null)
        => new BrokerJobCarrier(options, format, new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), TimeProvider.System, logger ?? new TestLogger());

    /// <summary>Does something as an administrator would.</summary>
    public static async Task DeclareAsync(string uri, Func<IChannel, Task> work)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await work(channel);
    }

    /// <summary>Sets what tests need.</summary>
    public static T Configure<T>(T options, string uri, string name)
        where T : BrokerCarrierOptions
    {
        (options.Name, options.Uri, options.SendTimeout, options.MaxPause) = (name, new Uri(uri), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500));
        return options;
    }

    /// <summary>A fixture around a carrier.</summary>
    public static JobCarrierFixture Create(RabbitMqServer server, bool ownBroker, string uri, BrokerCarrierOptions options, IJobCarrier carrier, IJobCarrier unroutable, Func<Task<IJobWorker>> startWorker) => new(carrier, startWorker)
    {
        Unroutable = unroutable,
        WriteRubbishAsync = () => DeclareAsync(uri, channel => WriteRubbishAsync(channel, options.ReplyQueue)),
        SetAlarmAsync = isOn => server.ControlAsync("set_vm_memory_high_watermark", isOn ? AlarmedWatermark : UsualWatermark),
        KillBrokerAsync = () => KillAsync(server),
        StartBrokerAsync = server.StartAsync,
        Release = () => ownBroker ? server.DisposeAsync() : ValueTask.CompletedTask,
    };

    // RabbitMQ writes down which quorum queues there are a moment after it has made them. One that it has not when it is killed has no leader afterwards.
    private static async Task KillAsync(RabbitMqServer server)
    {
        await server.ControlAsync("eval", "ok = dets:sync(ra_directory_reverse).");
        await server.KillAsync();
    }

    private static async Task WriteRubbishAsync(IChannel channel, string queue)
    {
        BasicProperties[] messages =
        [
            new(),
            new() { Type = "done" },
            new() { Type = "done", CorrelationId = "one" },
            new() { Type = "unknown", CorrelationId = "one:1" },
            new() { Type = "progress", CorrelationId = "one:1", Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = new byte[] { 0xff, 0xfe } } },
        ];
        foreach (var properties in messages)
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes("{\"half"));
        }

        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Type = "progress", CorrelationId = "one:1" }, new byte[10 * 1024 * 1024]);
    }
}
