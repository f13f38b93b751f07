// What an event source costs: a full queue is drained by a bare RabbitMQ.Client consumer and by a hub that publishes into a channel in memory, in turn.
//   dotnet run -c Release --project bench/EventSources -- amqp://guest:guest@localhost [messages] [rounds]
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Switchboard;
using Switchboard.Hosting;
using Switchboard.RabbitMq;

const string Queue = "switchboard.bench";
const int Prefetch = 256;
var uri = args[0];
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100_000;
var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
var factory = new ConnectionFactory { Uri = new Uri(uri) };
await using var connection = await factory.CreateConnectionAsync();
await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false));
await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "classic" });
for (var round = 0; round < rounds; round++)
{
    var bare = await MeasureAsync(() => DrainBareAsync(multiple: false));
    var batched = await MeasureAsync(() => DrainBareAsync(multiple: true));
    var hub = await MeasureAsync(DrainByHubAsync);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare, each acknowledged {bare:N0}/s   bare, 64 at once {batched:N0}/s   hub {hub:N0}/s   ratios {hub / bare:N2} {hub / batched:N2}"));
}

await channel.QueueDeleteAsync(Queue);

async Task<double> MeasureAsync(Func<Task<TimeSpan>> drain)
{
    var body = "{\"temperature\":21.5,\"unit\":\"C\",\"sensor\":\"hall-north-17\",\"at\":1764500000000,\"battery\":0.93,\"ok\":true}"u8.ToArray();
    for (var i = 0; i < count; i++)
    {
        await channel.BasicPublishAsync("", Queue, body);
    }

    while (await channel.MessageCountAsync(Queue) < count)
    {
        await Task.Delay(50);
    }

    return count / (await drain()).TotalSeconds;
}

async Task<TimeSpan> DrainBareAsync(bool multiple)
{
    await using var own = await factory.CreateConnectionAsync();
    await using var consuming = await own.CreateChannelAsync();
    await consuming.BasicQosAsync(0, Prefetch, global: false);
    var done = new TaskCompletionSource();
    var received = 0;
    var consumer = new AsyncEventingBasicConsumer(consuming);
    consumer.ReceivedAsync += async (_, message) =>
    {
        received++;
        if (!multiple || received % 64 == 0 || received == count)
        {
            await consuming.BasicAckAsync(message.DeliveryTag, multiple);
        }

        if (received == count)
        {
            done.SetResult();
        }
    };
    var startedAt = Stopwatch.GetTimestamp();
    await consuming.BasicConsumeAsync(Queue, autoAck: false, consumer);
    await done.Task;
    return Stopwatch.GetElapsedTime(startedAt);
}

async Task<TimeSpan> DrainByHubAsync()
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["urls"] = "http://127.0.0.1:0",
        ["Switchboard:namespaces:device:historySize"] = "10",
        ["Switchboard:eventSources:0:name"] = "bench",
        ["Switchboard:eventSources:0:queue"] = Queue,
        ["Switchboard:eventSources:0:queueType"] = "classic",
        ["Switchboard:eventSources:0:channel"] = "device:{body:/sensor}",
    });
    builder.Services.AddSwitchboard(builder.Configuration).UseRabbitMq(rabbit => rabbit.Uri = uri);
    await using var application = builder.Build();
    application.MapSwitchboard();
    await application.StartAsync();
    var startedAt = Stopwatch.GetTimestamp();
    var api = application.Services.GetRequiredService<ISwitchboard>();
    while ((await api.HistoryAsync("device:hall-north-17", new HistoryOptions { Limit = 0 })).Top.Offset < (ulong)count)
    {
        await Task.Delay(5);
    }

    return Stopwatch.GetElapsedTime(startedAt);
}
