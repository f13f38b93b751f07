using System.Globalization;
using System.Text;
using Switchboard.RabbitMq.Jobs;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Jobs;

/// <summary>Jobs of a hub with a durable store, while workers, broker and hub are lost in turn: each ends once, and none is lost.</summary>
public sealed class JobKillTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly JobEnds _ends = new();

    private static bool IsLong => Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task Jobs_OnRabbitMq_EachEndOnce() => CheckAsync(
        static (hub, uri) => hub.AddRabbitMqJobCarrier(carrier =>
        {
            // All that the worker serves.
            CarrierBench.Configure(carrier, uri, "test");
            foreach (var method in new[] { "echo", "fail", "hold", "slow" })
            {
                carrier.Methods.Add(method);
            }
        }),
        static uri => Task.FromResult(WorkerProcess.StartDotNet(uri)));

    [Fact]
    public Task Jobs_OfCelery_EachEndOnce() => CheckAsync(
        static (hub, uri) => hub.AddCeleryJobCarrier(carrier => CarrierBench.Configure(carrier, uri, "test").Methods.Add("slow")),
        static uri => CarrierBench.StartCeleryAsync(uri));

    private async Task CheckAsync(Action<ISwitchboardBuilder, string> addCarrier, Func<string, Task<WorkerProcess>> startWorker)
    {
        var (count, workerKills, brokerKills) = IsLong ? (1000, 50, 10) : (100, 3, 2);
        await using var server = RabbitMqServer.Create();
        var uri = await server.CreateHostAsync();
        var hub = await StartAsync(addCarrier, uri);
        var worker = await startWorker(uri);
        try
        {
            await hub.UntilAsync(await hub.SubmitAsync("slow", """{"value":-1}"""), JobState.Done);

            // RabbitMQ writes down which quorum queues there are a while after it has made them: one that it has not when it is killed is lost.
            await server.ControlAsync("eval", "[dets:sync(T) || T <- dets:all()].");
            var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(i => hub.SubmitAsync("slow", string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{i}}}"""))));
            for (var i = 0; i < workerKills; i++)
            {
                // Each is lost while it has something to do.
                await UntilEndedAsync(1 + (count * i / (workerKills + 1)));
                await worker.KillAsync();
                await worker.DisposeAsync();
                if (i % (workerKills / brokerKills) == 0)
                {
                    await server.KillAsync();
                    await server.StartAsync();
                }

                if (i == workerKills / 2)
                {
                    await hub.DisposeAsync();
                    hub = await StartAsync(addCarrier, uri);
                }

                worker = await startWorker(uri);
            }

            await UntilEndedAsync(1 + count);
            for (var i = 0; i < count; i++)
            {
                var job = await hub.Api.JobAsync(ids[i], TestContext.Current.CancellationToken);
                Assert.Equal((JobState.Done, i.ToString(CultureInfo.InvariantCulture)), (job.State, Encoding.UTF8.GetString(job.Result.Span)));
                Assert.Equal([JobState.Done], _ends.Of(ids[i]));
            }
        }
        finally
        {
            await worker.DisposeAsync();
            await hub.DisposeAsync();
        }
    }

    private Task<JobHub> StartAsync(Action<ISwitchboardBuilder, string> addCarrier, string uri)
        => JobHub.StartAsync(_folder.FullName, hub => addCarrier(hub, uri), _ends, static jobs => (jobs.DefaultDeadlineSeconds, jobs.RetryDelayMilliseconds) = (60, 100));

    private async Task UntilEndedAsync(int count)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var (limit, known) = (Patience.Limit * 2, _ends.Count);
        while (_ends.Count < count)
        {
            // As long as it goes on.
            if (_ends.Count > known)
            {
                (begin, known) = (TimeProvider.System.GetTimestamp(), _ends.Count);
            }

            Assert.True(TimeProvider.System.GetElapsedTime(begin) < limit, $"{_ends.Count} of {count} jobs have ended, and no more do.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
