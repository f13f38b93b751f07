using System.Text;
using Switchboard.Client.Tests.Documentation;
using Switchboard.Client.Tests.Support;
using Switchboard.Specs;
using Switchboard.Tests.Hub;

namespace Switchboard.Client.Tests;

/// <summary>Jobs of a client's user, carried out by another client, on a hub that keeps them in memory.</summary>
public sealed class JobTests
{
    private static readonly string[] _options = ["Namespaces:default:AllowServe:0=user", "Jobs:RetryDelayMilliseconds=0"];

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Submit_ServedByAnotherClient_IsToldFromBeginningToEnd(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var ann = Create(hub.Url, "ann", encoding);
        var changes = ChangesOf(ann);
        await ann.ConnectAsync(Clients.Patience);
        await using var worker = await ConnectAsync(hub.Url, "worker", encoding);
        var calls = new Recorder<ServedCall>();
        await using var served = await worker.ServeAsync(
            "report",
            async (call, stop) =>
            {
                calls.Add(call);
                await call.ReportProgressAsync(Clients.Json("""{"percent":50}"""), stop);
                return call.Data;
            },
            cancellationToken: Clients.Patience);

        var id = await ann.SubmitJobAsync("report", new Note("hello"), AppJson.Default.Note, new JobOptions { Priority = 5 }, Clients.Patience);
        var done = await ann.WaitForJobAsync(id, Clients.Patience);

        Assert.Equal((id, "report", JobState.Done, "ann", 1), (done.Id, done.Method, done.State, done.User, done.Attempt));
        Assert.Equal("""{"text":"hello"}""", Encoding.UTF8.GetString(done.Result.Span), ignoreCase: true);
        Assert.True(done.EndedAt >= done.CreatedAt);
        var call = await calls.NextAsync();
        Assert.Equal((id, 1, "ann"), (call.JobId, call.Attempt, call.Caller.User));
        await changes.NextAsync(job => job is { State: JobState.Started, Progress.IsEmpty: true });
        var further = await changes.NextAsync(job => !job.Progress.IsEmpty);
        Assert.Equal((id, JobState.Started, """{"percent":50}"""), (further.Id, further.State, Encoding.UTF8.GetString(further.Progress.Span)));
        var end = await changes.NextAsync(job => job.State == JobState.Done);
        Assert.Equal((id, "ann", done.EndedAt, done.CreatedAt), (end.Id, end.User, end.EndedAt, end.CreatedAt));
        Assert.Equal(done.Result.ToArray(), end.Result.ToArray());
        await DeliveredAsync(ann, 1);
    }

    [Fact]
    public async Task Wait_JobFails_ThrowsItsError()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var ann = await ConnectAsync(hub.Url, "ann");
        var attempts = new Recorder<int>();
        await using var served = await ann.ServeAsync(
            "report",
            (call, _) =>
            {
                attempts.Add(call.Attempt);
                throw new SwitchboardException(new ErrorCode(1001, "out of paper"));
            },
            cancellationToken: Clients.Patience);

        var id = await ann.SubmitJobAsync("report", options: new JobOptions { Retries = 1 }, cancellationToken: Clients.Patience);
        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => ann.WaitForJobAsync(id, Clients.Patience));

        Assert.Equal((1001u, "out of paper"), (failure.Error.Code, failure.Error.Message));
        Assert.Equal((1, 2), (await attempts.NextAsync(), await attempts.NextAsync()));
        var job = Assert.Single((await ann.JobsAsync(new JobFilter { Method = "report", State = JobState.Failed }, Clients.Patience)).Jobs);
        Assert.Equal((id, 2, 1001u), (job.Id, job.Attempt, job.Error!.Code));
        Assert.True(await ann.RetryJobAsync(id, Clients.Patience));

        // Attempts count on: what is said of an earlier one is not heard.
        Assert.Equal(3, await attempts.NextAsync());
    }

    [Fact]
    public async Task Worker_IsLost_IsNoFailureOfTheJob()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var ann = await ConnectAsync(hub.Url, "ann");
        var id = await ann.SubmitJobAsync("report", options: new JobOptions { Retries = 1 }, cancellationToken: Clients.Patience);
        for (var lost = 1; lost <= 2; lost++)
        {
            await using var worker = await ConnectAsync(hub.Url, "worker");
            var begun = new Recorder<int>();
            await worker.ServeAsync(
                "report",
                async (call, stop) =>
                {
                    begun.Add(call.Attempt);
                    await Task.Delay(Timeout.Infinite, stop);
                    return default;
                },
                cancellationToken: Clients.Patience);
            Assert.Equal(lost, await begun.NextAsync());
        }

        await using var served = await ann.ServeAsync(
            "report", (call, _) => call.Attempt == 3 ? throw new SwitchboardException(new ErrorCode(1001, "out of paper")) : ValueTask.FromResult(call.Data), cancellationToken: Clients.Patience);

        Assert.Equal(4, (await ann.WaitForJobAsync(id, Clients.Patience)).Attempt);
    }

    [Fact]
    public async Task Cancel_JobUnderWay_ReachesTheWorkerAndWhoWaits()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var ann = await ConnectAsync(hub.Url, "ann");
        var begun = new Recorder<string>();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var served = await ann.ServeAsync(
            "report",
            async (call, stop) =>
            {
                await using var registration = stop.Register(stopped.SetResult);
                begun.Add(call.JobId);
                await Task.Delay(Timeout.Infinite, stop);
                return default;
            },
            cancellationToken: Clients.Patience);
        var id = await ann.SubmitJobAsync("report", cancellationToken: Clients.Patience);
        var waiting = ann.WaitForJobAsync(id, Clients.Patience);
        Assert.Equal(id, await begun.NextAsync());

        Assert.True(await ann.CancelJobAsync(id, Clients.Patience));

        Assert.Equal(ErrorCodes.Cancelled.Code, (await Assert.ThrowsAsync<SwitchboardException>(() => waiting)).Error.Code);
        await stopped.Task.WaitAsync(Patience.Limit, Clients.Patience);
        Assert.False(await ann.CancelJobAsync(id, Clients.Patience));
        Assert.Equal(JobState.Cancelled, (await ann.JobAsync(id, Clients.Patience)).State);
    }

    [Fact]
    public async Task Wait_ConnectionIsLostMeanwhile_EndsWithTheJob()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var proxy = new TcpProxy(hub.Port);
        await using var ann = await ConnectAsync(proxy.Url, "ann");
        await using var worker = await ConnectAsync(hub.Url, "worker");
        var begun = new Recorder<string>();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var served = await worker.ServeAsync(
            "report",
            async (call, stop) =>
            {
                begun.Add(call.JobId);
                await release.Task.WaitAsync(stop);
                return Clients.Json("7");
            },
            cancellationToken: Clients.Patience);
        var id = await ann.SubmitJobAsync("report", cancellationToken: Clients.Patience);
        var waiting = ann.WaitForJobAsync(id, Clients.Patience);
        await begun.NextAsync();
        proxy.TargetPort = 1;
        proxy.Cut();
        await Eventually.TrueAsync(() => ann.State == ConnectionState.Connecting, Clients.Patience);

        release.SetResult();
        await Eventually.TrueAsync(async () => await JobCountAsync(hub, "done") == 1, Clients.Patience);
        proxy.TargetPort = hub.Port;

        Assert.Equal("7", Encoding.UTF8.GetString((await waiting).Result.Span));

        // There are no handlers: who has waited has taken note of the message.
        await DeliveredAsync(ann, 1);
    }

    [Fact]
    public async Task Submit_AnswerIsLost_IsSubmittedAgainAndIsOneJob()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var proxy = new TcpProxy(hub.Port);
        await using var ann = await ConnectAsync(proxy.Url, "ann");

        proxy.Mute();
        var submitting = ann.SubmitJobAsync("report", cancellationToken: Clients.Patience);
        await Eventually.TrueAsync(async () => await JobCountAsync(hub, "queued") == 1, Clients.Patience);
        proxy.Heal();

        var id = await submitting;
        Assert.Equal(id, Assert.Single((await ann.JobsAsync(cancellationToken: Clients.Patience)).Jobs).Id);
        var again = new JobOptions { IdempotencyKey = "mine" };
        var keyed = await ann.SubmitJobAsync("report", options: again, cancellationToken: Clients.Patience);
        Assert.NotEqual(id, keyed, StringComparer.Ordinal);
        Assert.Equal(keyed, await ann.SubmitJobAsync("report", options: again, cancellationToken: Clients.Patience));
    }

    [Fact]
    public async Task Changed_HandlerThrows_GetsTheEndAgainAndOnlyThenAcknowledges()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var ann = Create(hub.Url, "ann");
        var ends = new Recorder<Job>();
        var messages = new Recorder<UserMessage>();
        var failures = new Recorder<HandlerFailedEventArgs>();
        var hasFailed = false;
        ann.Inbox.HandlerFailed += (_, args) => failures.Add(args);
        ann.Inbox.Received += (_, args) => messages.Add(args.Message);
        ann.OnJobChanged((job, _) =>
        {
            if (job.State != JobState.Done)
            {
                return ValueTask.CompletedTask;
            }

            ends.Add(job);
            (var failedBefore, hasFailed) = (hasFailed, true);
            return failedBefore ? ValueTask.CompletedTask : throw new InvalidOperationException("No.");
        });
        await ann.ConnectAsync(Clients.Patience);
        await using var served = await ann.ServeAsync("report", (call, _) => ValueTask.FromResult(call.Data), cancellationToken: Clients.Patience);

        var id = await ann.SubmitJobAsync("report", cancellationToken: Clients.Patience);

        Assert.Equal((id, id), ((await ends.NextAsync()).Id, (await ends.NextAsync()).Id));
        await failures.NextAsync();
        await DeliveredAsync(ann, 1);
        Assert.False(messages.TryTake(out _));
        Assert.Throws<InvalidOperationException>(() => ann.OnJobChanged((_, _) => ValueTask.CompletedTask));
    }

    [Fact]
    public async Task End_NoHandlerOfJobs_IsAMessageOfTheInbox()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        await using var ann = Create(hub.Url, "ann");
        var messages = new Recorder<UserMessage>();
        ann.Inbox.Received += (_, args) => messages.Add(args.Message);
        await ann.ConnectAsync(Clients.Patience);
        await using var served = await ann.ServeAsync("report", (call, _) => ValueTask.FromResult(call.Data), cancellationToken: Clients.Patience);

        var id = await ann.SubmitJobAsync("report", cancellationToken: Clients.Patience);

        var message = await messages.NextAsync();
        Assert.Equal(("job", "job"), (message.Event, message.Kind));
        Assert.Contains(id, message.ReadText(), StringComparison.Ordinal);
        await DeliveredAsync(ann, 1);
    }

    [Fact]
    public async Task Wait_NoJobOrCancelledOrDisposed_Throws()
    {
        await using var hub = await ClientHub.StartAsync(_options);
        var ann = await ConnectAsync(hub.Url, "ann");
        Assert.Equal(ErrorCodes.BadRequest.Code, (await Assert.ThrowsAsync<SwitchboardException>(() => ann.WaitForJobAsync("nothing", Clients.Patience))).Error.Code);
        var id = await ann.SubmitJobAsync("report", cancellationToken: Clients.Patience);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Clients.Patience);
        var cancelled = ann.WaitForJobAsync(id, stop.Token);
        var waiting = ann.WaitForJobAsync(id, Clients.Patience);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(waiting.IsCompleted);
        await ann.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(Patience.Limit, Clients.Patience));
        Assert.True(waiting.IsFaulted || waiting.IsCanceled);
    }

    private static SwitchboardClient Create(Uri url, string user, ClientEncoding encoding = ClientEncoding.Json) => Clients.Create(url, options =>
    {
        options.Credentials = Tokens.ProviderFor(user);
        options.Encoding = encoding;
    });

    private static async Task<SwitchboardClient> ConnectAsync(Uri url, string user, ClientEncoding encoding = ClientEncoding.Json)
    {
        var client = Create(url, user, encoding);
        await client.ConnectAsync(Clients.Patience);
        return client;
    }

    private static Recorder<Job> ChangesOf(SwitchboardClient client)
    {
        var changes = new Recorder<Job>();
        client.JobChanged += (_, args) => changes.Add(args.Job);
        return changes;
    }

    private static async Task<int> JobCountAsync(ClientHub hub, string state) => (await hub.ApiAsync("jobs", new { state })).GetProperty("jobs").GetArrayLength();

    /// <summary>Waits until the hub knows that so many messages about jobs have arrived.</summary>
    private static Task DeliveredAsync(SwitchboardClient client, int count) => Eventually.TrueAsync(
        async () =>
        {
            var page = await client.Inbox.ListAsync(new InboxQuery { Kind = "job" }, Clients.Patience);
            return page.Messages.Count(static message => message.State == MessageState.Delivered) == count;
        },
        Clients.Patience);
}
