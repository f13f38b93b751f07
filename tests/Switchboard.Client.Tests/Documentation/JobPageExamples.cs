using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Switchboard.Hosting;

namespace Switchboard.Client.Tests.Documentation;

/// <summary>The examples of docs/jobs.md, word for word, so that they compile.</summary>
internal static class JobPageExamples
{
    public static async Task<Job> SubmitAsync(ISwitchboard hub, CancellationToken stop)
    {
        var id = await hub.SubmitJobAsync("work:report", new Report(Month: 5), JobJson.Default.Report,
            new JobOptions { Deadline = TimeSpan.FromMinutes(10), Retries = 5, IdempotencyKey = "report-5" }, stop);
        var job = await hub.JobAsync(id, stop);
        return job;
    }

    public static async Task<string?> WaitAsync(SwitchboardClient client, CancellationToken stop)
    {
        var id = await client.SubmitJobAsync("work:report", new Report(Month: 5), JobJson.Default.Report, cancellationToken: stop);
        var done = await client.WaitForJobAsync(id, stop);
        var url = JsonSerializer.Deserialize(done.Result.Span, JobJson.Default.String);
        return url;
    }

    public static void Listen(SwitchboardClient client) =>
        client.OnJobChanged((job, cancelled) =>
        {
            Console.WriteLine($"{job.Id} is {job.State}, attempt {job.Attempt}");
            return ValueTask.CompletedTask;
        });

    public static async Task ServeAsync(SwitchboardClient worker, Func<Task> meanwhile, CancellationToken stop)
    {
        await using var served = await worker.ServeAsync("work:report", JobJson.Default.Report, JobJson.Default.String,
            async (report, call, cancelled) =>
            {
                await call.ReportProgressAsync("""{"percent":50}"""u8.ToArray(), cancelled);
                return $"/reports/{report!.Month}?attempt={call.Attempt}";
            }, concurrency: 4, stop);
        await meanwhile();
    }

    public static void Map(WebApplication app)
    {
        app.MapJob("work:report", (Report report, CallContext call) => $"/reports/{report.Month}?attempt={call.Attempt}");
    }
}

internal sealed class JobHooks : IObservingHooks
{
    public ValueTask OnJobChangedAsync(JobChangedEvent happened, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{happened.Job.Method} of {happened.Job.User}: {happened.Job.State}");
        return ValueTask.CompletedTask;
    }
}

internal sealed record Report(int Month);

[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(string))]
internal sealed partial class JobJson : JsonSerializerContext;
