using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchboard.Commands.Jobs;
using Switchboard.Commands.Schedules;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Inbox;
using Switchboard.InMemory;
using Switchboard.Jobs;
using Switchboard.Schedules;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Hosting;

/// <summary>Adds what the hub does behind the answer to who asked for it: schedules and jobs.</summary>
internal static class LaterServiceCollectionExtensions
{
    /// <summary>Adds what happens at a later time.</summary>
    public static void AddSchedules(this IServiceCollection services)
    {
        services.TryAddSingleton<IScheduleStore>(static provider =>
        {
            var settings = provider.GetRequiredService<SettingsHolder>();
            return new InMemoryScheduleStore(() => (settings.Current.Schedules.MaxInMemory, settings.Current.Schedules.MemoryBytes));
        });
        services.AddSingleton<ScheduleMetrics>();
        services.AddSingleton<WakeSignal>();
        services.AddSingleton<Scheduler>();
        services.AddSingleton<IScheduleRunner, ScheduleRunner>();
        services.AddSingleton<ScheduleLoop>();
        services.AddSingleton<ScheduleHandler>();
        services.AddSingleton<OwnerStanding>();
        services.AddHostedService<ScheduleService>();
    }

    /// <summary>Adds calls that outlive their connections.</summary>
    public static void AddJobs(this IServiceCollection services)
    {
        services.TryAddSingleton<IJobStore>(static provider =>
        {
            var settings = provider.GetRequiredService<SettingsHolder>();
            return new InMemoryJobStore(() => (settings.Current.Jobs.MaxInMemory, settings.Current.Jobs.MemoryBytes));
        });
        services.AddSingleton<HubMessages>();
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<JobAudience>();
        services.AddSingleton<JobTurns>();
        services.AddSingleton<JobQueues>();
        services.AddSingleton<JobReader>();
        services.AddSingleton<JobTransitions>();
        services.AddSingleton<JobSettlement>();
        services.AddSingleton<LocalJobs>();
        services.AddSingleton(static provider => new JobLanes(
            provider.GetRequiredService<LocalJobs>(), provider.GetServices<IJobCarrier>().Select(carrier => ActivatorUtilities.CreateInstance<CarriedJobs>(provider, carrier))));
        services.AddSingleton<JobIds>();
        services.AddSingleton<JobSubmitter>();
        services.AddSingleton<RecurringJobs>();
        services.AddSingleton<IJobReportSink, JobReports>();
        services.AddSingleton<JobLoop>();
        services.AddSingleton<JobHandler>();
        services.AddSingleton<JobKeeper>();
        services.AddHostedService<JobService>();
    }
}
