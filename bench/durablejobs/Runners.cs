using System.Globalization;
using System.Net;
using System.Text;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Storage;

namespace Switchboard.Bench.DurableJobs;

/// <summary>Counts the jobs that were carried out.</summary>
internal static class Counted
{
    private static int _left;
    private static TaskCompletionSource _done = new();

    public static Task Done => _done.Task;

    public static void Begin(int count)
    {
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _left = count;
    }

    public static void One()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _done.TrySetResult();
        }
    }
}

internal interface IRunner : IAsyncDisposable
{
    Task SubmitAsync(int number);
}

internal sealed class HubRunner(WebApplication application) : IRunner
{
    private readonly ISwitchboard _hub = application.Services.GetRequiredService<ISwitchboard>();

    public static async Task<HubRunner> StartAsync(string store, string place)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var hub = builder.Services.AddSwitchboard(options =>
        {
            options.Namespaces["default"] = new NamespaceOptions ();
            options.Jobs.HandlerConcurrency = 256;
        });
        _ = store == "sqlite" ? hub.UseSqlite(sqlite => sqlite.Path = place) : hub.UsePostgreSql(postgres => postgres.ConnectionString = place);
        var application = builder.Build();
        application.MapSwitchboard();
        application.MapJob("work", static (int _) => Counted.One());
        await application.StartAsync();
        return new HubRunner(application);
    }

    public async Task SubmitAsync(int number) => await _hub.SubmitJobAsync("work", Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)));

    public ValueTask DisposeAsync() => application.DisposeAsync();
}

/// <summary>The peer, as its documentation sets it up, with 64 workers.</summary>
internal sealed class HangfireRunner(BackgroundJobServer server, JobStorage storage) : IRunner
{
    private readonly BackgroundJobClient _client = new(storage);

    public static Task<HangfireRunner> StartAsync(string place)
    {
        // It waits on threads of the pool, which is slow to make more.
        ThreadPool.SetMinThreads(200, 200);
        var builder = new NpgsqlConnectionStringBuilder(place) { MaxPoolSize = 90 };
        var storage = new PostgreSqlStorage(
            new NpgsqlConnectionFactory(builder.ConnectionString, new PostgreSqlStorageOptions()),
            new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(50), EnableLongPolling = true });
        return Task.FromResult(new HangfireRunner(new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 64 }, storage), storage));
    }

    public Task SubmitAsync(int number)
    {
        _client.Enqueue(() => Work(number));
        return Task.CompletedTask;
    }

    public static void Work(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Counted.One();
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }
}
