// A monitor that logs through the outbox: what it measures is on its disk before it goes on, and reaches the hub once, in order,
// whether the hub, the network or the monitor itself is away for a while. Try it: end the hub, wait, and start it again.
//   ./run.sh                                  (in another terminal)
//   dotnet run --project samples/Monitor
//   http://127.0.0.1:8000 follows the channel when you type its name: monitor
using Monitor;
using Switchboard.Client;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    signal.Cancel = true;
    stop.Cancel();
};

await using var client = new SwitchboardClient(new SwitchboardClientOptions
{
    Url = new Uri(args.ElementAtOrDefault(0) ?? "ws://127.0.0.1:8000/connection/websocket"),
    Name = "monitor",
    Outbox = new OutboxOptions { Path = args.ElementAtOrDefault(1) ?? Path.Combine(Path.GetTempPath(), "switchboard-monitor.db") },
});
client.StateChanged += (_, change) => Console.WriteLine($"{change.Current}");
client.Outbox.Lost += (_, lost) => Console.WriteLine($"given up: {lost.Reason}");

// The measuring does not wait for the hub.
_ = client.ConnectAsync(stop.Token);
using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
try
{
    do
    {
        var reading = new Reading(Environment.MachineName, Environment.WorkingSet / 1_048_576, DateTimeOffset.UtcNow);
        await client.Outbox.PublishAsync("monitor", reading, MonitorJson.Default.Reading, stop.Token);
        Console.WriteLine($"{reading.MemoryMebibytes} MiB");
    }
    while (await timer.WaitForNextTickAsync(stop.Token));
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Good bye. What is not delivered yet will be when the monitor runs again.");
}
