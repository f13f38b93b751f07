using Switchboard.Diagnostics;
using Switchboard.Schedules;

namespace Switchboard.Hosting;

/// <summary>Runs the loop of schedules.</summary>
internal sealed class ScheduleService(ScheduleLoop loop, Supervisor supervisor) : LateService
{
    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stopping) => supervisor.RunAsync("schedules", loop.RunAsync, stopping);
}
