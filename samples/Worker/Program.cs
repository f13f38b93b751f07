// A worker: it answers calls of the method math:sum, and carries out its jobs. Start several, and each call goes to the least busy one.
//   ./run.sh                                  (in another terminal)
//   dotnet run --project samples/Worker
//   curl -H 'X-API-Key: development' -d '{"method":"math:sum","data":[1,2,3]}' http://127.0.0.1:8000/api/call
//   curl -H 'X-API-Key: development' -d '{"method":"math:sum","data":[4,5,6]}' http://127.0.0.1:8000/api/job
using Switchboard.Client;
using Worker;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    signal.Cancel = true;
    stop.Cancel();
};

await using var client = new SwitchboardClient(new SwitchboardClientOptions
{
    Url = new Uri(args.FirstOrDefault() ?? "ws://127.0.0.1:8000/connection/websocket"),
    Name = "worker",
});
client.StateChanged += (_, change) => Console.WriteLine($"{change.Current}");

try
{
    await client.ConnectAsync(stop.Token);
    await using var served = await client.ServeAsync(
        "math:sum",
        WorkerJson.Default.Int32Array,
        WorkerJson.Default.Int32,
        (numbers, call, cancelled) =>
        {
            var job = call.JobId.Length == 0 ? "" : $", attempt {call.Attempt} at the job {call.JobId}";
            Console.WriteLine($"{call.Method} of {numbers?.Length ?? 0} numbers{job}");
            return ValueTask.FromResult(numbers?.Sum() ?? 0);
        },
        concurrency: 8,
        stop.Token);
    Console.WriteLine("Serving math:sum. Ctrl+C ends it.");
    await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Good bye.");
}
