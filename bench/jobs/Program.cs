using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Switchboard;
using Switchboard.Bench.Jobs;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Jobs;
using Switchboard.Worker;

// <uri> <jobs> <rounds>: a bare loop, and jobs, by turns.
const int Batch = 128;
const int Outstanding = 8;
const int Concurrency = 256;
var (uri, count, rounds) = (new Uri(args[0]), int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
var data = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 200)}}"}""");
var (bare, jobs) = (new List<double>(), new List<double>());
for (var round = 0; round < rounds + 1; round++)
{
    var (one, other) = (await MeasureBareAsync(), await MeasureJobsAsync(round));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round == 0 ? "warm-up " : "")}bare {one:F0}/s, jobs {other:F0}/s, ratio {other / one:F2}"));
    if (round > 0)
    {
        bare.Add(one);
        jobs.Add(other);
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median ratio {Median(jobs) / Median(bare):F2}"));

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

async Task<double> MeasureBareAsync()
{
    await using var sending = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync();
    await using var working = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync();
    var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);
    await using var publish = await sending.CreateChannelAsync(confirms);
    await using var receive = await sending.CreateChannelAsync();
    await using var reply = await working.CreateChannelAsync(confirms);
    await using var work = await working.CreateChannelAsync();
    var quorum = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" };
    await publish.QueueDeclareAsync("bare", durable: true, exclusive: false, autoDelete: false, quorum);
    await publish.QueueDeclareAsync("bare.replies", durable: true, exclusive: false, autoDelete: false, quorum);
    var finished = new TaskCompletionSource();
    var left = count;
    await receive.BasicQosAsync(0, 512, global: false);
    var replies = new AsyncEventingBasicConsumer(receive);
    replies.ReceivedAsync += async (_, delivery) =>
    {
        left--;
        if (left % 128 == 0 || left == 0)
        {
            await receive.BasicAckAsync(delivery.DeliveryTag, multiple: true);
        }

        if (left == 0)
        {
            finished.SetResult();
        }
    };
    await receive.BasicConsumeAsync("bare.replies", autoAck: false, replies);
    await work.BasicQosAsync(0, Concurrency, global: false);
    var worker = new AsyncEventingBasicConsumer(work);
    worker.ReceivedAsync += (_, delivery) =>
    {
        _ = AnswerAsync(delivery.BasicProperties.CorrelationId, delivery.Body.ToArray(), delivery.DeliveryTag);
        return Task.CompletedTask;
    };
    await work.BasicConsumeAsync("bare", autoAck: false, worker);

    async Task AnswerAsync(string? id, byte[] body, ulong tag)
    {
        await reply.BasicPublishAsync("", "bare.replies", mandatory: true, new BasicProperties { CorrelationId = id, Persistent = true }, body);
        await work.BasicAckAsync(tag, multiple: false);
    }

    var watch = Stopwatch.StartNew();
    await SendAsync(async ids => await Task.WhenAll(ids.Select(id => publish.BasicPublishAsync("", "bare", mandatory: true, new BasicProperties { CorrelationId = id, Persistent = true }, data).AsTask())), "bare");
    await finished.Task;
    return count / watch.Elapsed.TotalSeconds;
}

async Task<double> MeasureJobsAsync(int round)
{
    var builder = Host.CreateEmptyApplicationBuilder(settings: null);
    builder.Services.AddMetrics();
    builder.Services.AddSwitchboardWorker(worker => (worker.Uri, worker.Concurrency) = (uri, Concurrency)).MapJob<JsonElement, JsonElement>("bench", static (_, data) => Task.FromResult(data));
    new Hub(builder.Services).AddRabbitMqJobCarrier(carrier =>
    {
        (carrier.Name, carrier.Uri) = ("bench", uri);
        carrier.Methods.Add("bench");
    });
    using var host = builder.Build();
    var carrier = host.Services.GetRequiredService<IJobCarrier>();
    using var stopping = new CancellationTokenSource();
    var sink = new CountingSink(count);
    var running = carrier.RunAsync(sink, stopping.Token);
    await carrier.SendAsync([], CancellationToken.None);
    await host.StartAsync();
    var watch = Stopwatch.StartNew();
    await SendAsync(
        async ids => await carrier.SendAsync(
            [.. ids.Select(id => new JobAttempt(id, 1, "bench", data) { Caller = Principal.Service, Deadline = TimeSpan.FromMinutes(1) })],
            CancellationToken.None),
        string.Create(CultureInfo.InvariantCulture, $"round{round}-"));
    await sink.Finished;
    var rate = count / watch.Elapsed.TotalSeconds;
    await host.StopAsync();
    await stopping.CancelAsync();
    await running;
    return rate;
}

async Task SendAsync(Func<string[], Task> send, string prefix)
{
    using var slots = new SemaphoreSlim(Outstanding);
    var sending = new List<Task>();
    foreach (var ids in Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}")).Chunk(Batch))
    {
        await slots.WaitAsync();
        sending.Add(SendOneAsync(ids));
    }

    await Task.WhenAll(sending);

    async Task SendOneAsync(string[] ids)
    {
        await send(ids);
        slots.Release();
    }
}
