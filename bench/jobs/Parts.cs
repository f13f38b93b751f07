using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;

namespace Switchboard.Bench.Jobs;

/// <summary>Takes the services of a carrier.</summary>
internal sealed class Hub(IServiceCollection services) : ISwitchboardBuilder
{
    public IServiceCollection Services => services;
}

/// <summary>Counts ends.</summary>
internal sealed class CountingSink(int count) : IJobReportSink
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    public Task Finished => _finished.Task;

    public ValueTask ReportAsync(IReadOnlyList<JobReport> reports, CancellationToken cancellationToken)
    {
        _left -= reports.Count(static report => report.Kind == JobReportKind.Done);
        if (_left <= 0)
        {
            _finished.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }
}
