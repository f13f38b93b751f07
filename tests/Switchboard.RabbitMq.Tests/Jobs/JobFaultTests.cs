using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.RabbitMq.Jobs;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Jobs;

/// <summary>What becomes of the jobs of a hub whose workers at a broker do what they should not.</summary>
public sealed class JobFaultTests(RabbitMqServer server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Worker_ThatAnswersTwice_EndsTheJobOnce()
    {
        var uri = await server.CreateHostAsync();
        var ends = new JobEnds();
        await using var hub = await StartAsync(uri, ends);
        var id = await hub.SubmitAsync("work", "1");
        var task = await TakeAsync(uri);

        await AnswerAsync(uri, task, "done", "\"first\"");
        await hub.UntilAsync(id, JobState.Done);
        await AnswerAsync(uri, task, "done", "\"second\"");
        await AnswerAsync(uri, task, "failed", """{"code":1,"message":"third"}""");

        await hub.UntilAsync(await RunOneAsync(hub, uri), JobState.Done);
        Assert.Equal("\"first\"", Encoding.UTF8.GetString((await hub.Api.JobAsync(id, Cancelled)).Result.Span));
        Assert.Single(ends.Of(id));
    }

    [Fact]
    public async Task Worker_ThatAnswersAnEarlierRun_IsNotHeard()
    {
        var uri = await server.CreateHostAsync();
        await using var hub = await StartAsync(uri);
        var id = await hub.SubmitAsync("work", "1");
        var earlier = await TakeAsync(uri);
        Assert.True(await hub.Api.CancelJobAsync(id, Cancelled));
        Assert.True(await hub.Api.RetryJobAsync(id, Cancelled));
        var later = await TakeAsync(uri);

        await AnswerAsync(uri, earlier, "cancelled", "");
        await AnswerAsync(uri, earlier, "done", "\"earlier\"");
        await AnswerAsync(uri, later, "done", "\"later\"");

        Assert.Equal("\"later\"", Encoding.UTF8.GetString((await hub.UntilAsync(id, JobState.Done)).Result.Span));
    }

    [Fact]
    public async Task Worker_ThatAnswersAfterTheDeadline_IsNotHeard()
    {
        var uri = await server.CreateHostAsync();
        await using var hub = await StartAsync(uri);
        var id = await hub.SubmitAsync("work", "1", new JobOptions { Deadline = TimeSpan.FromSeconds(1), Retries = 0 });
        var task = await TakeAsync(uri);
        await AnswerAsync(uri, task, "started", "");

        var failed = await hub.UntilAsync(id, JobState.Failed);
        Assert.Equal(ErrorCodes.DeadlineExceeded.Code, failed.Error!.Code);
        await AnswerAsync(uri, task, "done", "1");

        await hub.UntilAsync(await RunOneAsync(hub, uri), JobState.Done);
        Assert.Equal(JobState.Failed, (await hub.Api.JobAsync(id, Cancelled)).State);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("\"\u0000")]
    public async Task Worker_WhoseResultIsNoJson_FailsTheAttempt(string result)
    {
        var uri = await server.CreateHostAsync();
        await using var hub = await StartAsync(uri);
        var id = await hub.SubmitAsync("work", "1", new JobOptions { Retries = 0 });

        await AnswerAsync(uri, await TakeAsync(uri), "done", result);

        Assert.NotNull((await hub.UntilAsync(id, JobState.Failed)).Error);
    }

    [Fact]
    public async Task Worker_WhoseResultIsTooLarge_FailsTheJob()
    {
        var uri = await server.CreateHostAsync();
        await using var hub = await StartAsync(uri);
        var id = await hub.SubmitAsync("work", "1");

        await AnswerAsync(uri, await TakeAsync(uri), "done", $"\"{new string('x', 10_000_000)}\"");

        Assert.Equal(ErrorCodes.LimitExceeded.Code, (await hub.UntilAsync(id, JobState.Failed)).Error!.Code);
    }

    [Fact]
    public async Task Broker_ThatIsAway_GetsTheJobsWhenItIsBack()
    {
        await using var own = RabbitMqServer.Create();
        var uri = await own.CreateHostAsync();
        await using var hub = await StartAsync(uri);
        await hub.UntilAsync(await RunOneAsync(hub, uri), JobState.Done);
        await own.ControlAsync("eval", "[dets:sync(T) || T <- dets:all()].");
        await own.KillAsync();

        var id = await hub.SubmitAsync("work", "1");
        await own.StartAsync();

        await AnswerAsync(uri, await TakeAsync(uri), "done", "2");
        await hub.UntilAsync(id, JobState.Done);
    }

    [Fact]
    public async Task Celery_TaskThatIsLost_IsFoundByItsDeadlineAndTriedAgain()
    {
        var uri = await server.CreateHostAsync();
        await using var hub = await JobHub.StartAsync(
            _folder.FullName,
            hub => hub.AddCeleryJobCarrier(carrier => CarrierBench.Configure(carrier, uri, "test").Methods.Add("hold")),
            configure: static jobs => jobs.RetryDelayMilliseconds = 0);
        var file = Path.Combine(_folder.FullName, "go");
        string lost, failed;
        await using (var early = await CarrierBench.StartCeleryAsync(uri, "CELERY_EARLY"))
        {
            var data = $$"""{"file":"{{file}}"}""";
            lost = await hub.SubmitAsync("hold", data, new JobOptions { Deadline = TimeSpan.FromSeconds(15), Retries = 5 });
            failed = await hub.SubmitAsync("hold", data, new JobOptions { Deadline = TimeSpan.FromSeconds(15), Retries = 0 });
            await ProgressAsync(hub, lost);
            await ProgressAsync(hub, failed);

            // It was acknowledged when it began: nobody has it any more.
            await early.KillAsync();
        }

        Assert.Equal(ErrorCodes.DeadlineExceeded.Code, (await hub.UntilAsync(failed, JobState.Failed)).Error!.Code);
        await File.WriteAllTextAsync(file, "", Cancelled);
        await using var worker = await CarrierBench.StartCeleryAsync(uri);
        Assert.True((await hub.UntilAsync(lost, JobState.Done)).Attempt > 1);
    }

    private static async Task ProgressAsync(JobHub hub, string id)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while ((await hub.Api.JobAsync(id, patience.Token)).Progress.IsEmpty)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private Task<JobHub> StartAsync(string uri, JobEnds? ends = null)
        => JobHub.StartAsync(_folder.FullName, hub => hub.AddRabbitMqJobCarrier(carrier => CarrierBench.Configure(carrier, uri, "test").Methods.Add("work")), ends);

    /// <summary>A job that is carried out behind all that was reported before.</summary>
    private static async Task<string> RunOneAsync(JobHub hub, string uri)
    {
        var id = await hub.SubmitAsync("work", "1");
        await AnswerAsync(uri, await TakeAsync(uri), "done", "1");
        return id;
    }

    /// <summary>Takes a job off the queue, as a worker would.</summary>
    private static async Task<(string Key, string Replies)> TakeAsync(string uri)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        await using var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(patience.Token);
        while (true)
        {
            try
            {
                await using var channel = await connection.CreateChannelAsync(cancellationToken: patience.Token);
                if (await channel.BasicGetAsync("switchboard.jobs.work", autoAck: true, patience.Token) is { } found)
                {
                    return (found.BasicProperties.CorrelationId!, found.BasicProperties.ReplyTo!);
                }
            }
            catch (OperationInterruptedException)
            {
                // The queue is not there yet, or not up again.
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private static Task AnswerAsync(string uri, (string Key, string Replies) task, string type, string body) => CarrierBench.DeclareAsync(
        uri,
        channel => channel.BasicPublishAsync("", task.Replies, mandatory: true, new BasicProperties { Type = type, CorrelationId = task.Key, Persistent = true }, Encoding.UTF8.GetBytes(body)).AsTask());
}
