using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchboard.Calls;
using Switchboard.Connections;
using Switchboard.Hosting;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Jobs;

/// <summary>An engine that carries out jobs, whose time passes only while a test waits for something.</summary>
internal sealed class JobHub : IAsyncDisposable
{
    private const string Namespaces = """
        "default": { "allowCall": ["user", "service"], "allowServe": ["user"], "allowSubscribe": ["user"], "maxPayloadBytes": 1000 },
        "closed": { }
        """;

    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(250);

    private readonly JobService _service;

    private JobHub(EngineHub engine)
    {
        Engine = engine;
        _service = engine.Get<IEnumerable<IHostedService>>().OfType<JobService>().Single();
    }

    public EngineHub Engine { get; }

    public ISwitchboard Api => Engine.Get<ISwitchboard>();

    /// <summary>What handlers were given, in order: job, attempt and data.</summary>
    public ConcurrentQueue<(string Job, int Attempt, string Data)> Given { get; } = [];

    public static async Task<JobHub> StartAsync(string options = "", Action<IServiceCollection>? configure = null)
    {
        var hub = new JobHub(EngineHub.Create(options.Length == 0 ? "" : $$""" "jobs": { {{options}} } """, configure, Namespaces));
        await hub._service.StartedAsync(EngineHub.Cancelled);
        return hub;
    }

    /// <summary>Maps a method for jobs that notes what it is given, and then does what a test says.</summary>
    public void Map(string method, Func<CallContext, Task<string>> work) => Engine.Get<CallHandlers>().Add(
        method,
        async (data, context) =>
        {
            Given.Enqueue((context.JobId, context.Attempt, Encoding.UTF8.GetString(data.Span)));
            return Encoding.UTF8.GetBytes(await work(context));
        },
        isForJobs: true);

    public Task<string> SubmitAsync(string method, string data = "1", JobOptions? options = null)
        => Api.SubmitJobAsync(method, Encoding.UTF8.GetBytes(data), options, EngineHub.Cancelled).AsTask();

    public Task<Job> JobAsync(string id) => Api.JobAsync(id, EngineHub.Cancelled).AsTask();

    /// <summary>Lets time pass until a job is in a state.</summary>
    public async Task<Job> UntilAsync(string id, JobState state)
    {
        await UntilAsync(async () => (await JobAsync(id)).State == state, $"the job is {state}");
        return await JobAsync(id);
    }

    /// <summary>Lets time pass until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Patience.Limit, $"It did not come to be that {what}.");
            Engine.Time.Advance(_step);
            await Task.Delay(2, EngineHub.Cancelled);
        }
    }

    /// <summary>Carries an operation out for a connection, and returns its error.</summary>
    public async Task<ErrorCode?> TryAsync(Connection connection, string operation, string fields)
        => (await Engine.Commands.Operations.ExecuteAsync(connection, operation, Encoding.UTF8.GetBytes(fields))).Error;

    /// <summary>Stops as a host does.</summary>
    public Task StopAsync() => _service.StoppingAsync(EngineHub.Cancelled);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Engine.DisposeAsync();
    }
}
