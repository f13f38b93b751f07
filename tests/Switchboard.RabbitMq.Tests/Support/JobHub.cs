using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Specs;
using Switchboard.Storage;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>A hub whose jobs a carrier has, with a database in a folder.</summary>
internal sealed class JobHub : IAsyncDisposable
{
    private readonly WebApplication _application;

    private JobHub(WebApplication application) => _application = application;

    public ISwitchboard Api => _application.Services.GetRequiredService<ISwitchboard>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts one.</summary>
    /// <param name="folder">Where its database is.</param>
    /// <param name="addCarrier">Adds the carrier.</param>
    /// <param name="ends">Takes how jobs end; null for nobody.</param>
    /// <param name="configure">Changes the options of jobs; null for none.</param>
    public static async Task<JobHub> StartAsync(string folder, Action<ISwitchboardBuilder> addCarrier, JobEnds? ends = null, Action<JobbingOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var hub = builder.Services.AddSwitchboard(options =>
        {
            options.Namespaces["default"] = new NamespaceOptions();
            options.Jobs.LeaseSeconds = 5;
            options.Jobs.PollIntervalSeconds = 1;
            configure?.Invoke(options.Jobs);
        });
        hub.UseSqlite(store => store.Path = Path.Combine(folder, "hub.db"));
        if (ends is not null)
        {
            hub.AddHooks(ends);
        }

        addCarrier(hub);
        var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync(Cancelled);
        return new JobHub(application);
    }

    /// <summary>Submits a job.</summary>
    public Task<string> SubmitAsync(string method, string data, JobOptions? options = null) => Api.SubmitJobAsync(method, Encoding.UTF8.GetBytes(data), options, Cancelled).AsTask();

    /// <summary>Waits until a job is in a state.</summary>
    public async Task<Job> UntilAsync(string id, JobState state)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (true)
        {
            var job = await Api.JobAsync(id, patience.Token);
            if (job.State == state)
            {
                return job;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }
}

/// <summary>Notes how jobs end.</summary>
internal sealed class JobEnds : IObservingHooks
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<DateTimeOffset, JobState>> _ends = new(StringComparer.Ordinal);

    /// <summary>How many jobs have ended.</summary>
    public int Count => _ends.Count;

    /// <summary>The states that a job ended in: one, where it ended once, however often that was told.</summary>
    public IEnumerable<JobState> Of(string id) => _ends[id].Values;

    public ValueTask OnJobChangedAsync(JobChangedEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Job.EndedAt is { } time)
        {
            _ends.GetOrAdd(happened.Job.Id, static _ => [])[time] = happened.Job.State;
        }

        return ValueTask.CompletedTask;
    }
}
