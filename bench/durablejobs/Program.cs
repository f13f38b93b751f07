using System.Diagnostics;
using System.Globalization;
using Switchboard.Bench.DurableJobs;

// <sqlite|postgresql|hangfire> <file or connection string> <jobs> <rounds>: jobs submitted by 64 at once and done, a second.
const int Submitters = 64;
var (store, place, count, rounds) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
var measured = new List<double>();
await using var runner = store == "hangfire" ? (IRunner)await HangfireRunner.StartAsync(place) : await HubRunner.StartAsync(store, place);
for (var round = 0; round <= rounds; round++)
{
    // The first round warms up.
    var size = round == 0 ? Math.Min(count, 1000) : count;
    Counted.Begin(size);
    var begin = Stopwatch.GetTimestamp();
    await Task.WhenAll(Enumerable.Range(0, Submitters).Select(async submitter =>
    {
        await Task.Yield();
        for (var i = submitter; i < size; i += Submitters)
        {
            await runner.SubmitAsync(i);
        }
    }));
    var submitted = Stopwatch.GetElapsedTime(begin);
    await Counted.Done;
    var all = Stopwatch.GetElapsedTime(begin);
    if (round > 0)
    {
        measured.Add(size / all.TotalSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{store}: {size} jobs, submitted {size / submitted.TotalSeconds:F0}/s, submitted and done {measured[^1]:F0}/s"));
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{store}: median {measured.Order().ElementAt(measured.Count / 2):F0}/s"));
