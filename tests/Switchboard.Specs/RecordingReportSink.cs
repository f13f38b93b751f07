using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>Records what workers report.</summary>
public sealed class RecordingReportSink : IJobReportSink
{
    private readonly Lock _lock = new();
    private readonly List<JobReport> _reports = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _refusals;

    /// <summary>How many times it is to refuse what it is given.</summary>
    public int Refusals
    {
        get => Volatile.Read(ref _refusals);
        set => Volatile.Write(ref _refusals, value);
    }

    /// <summary>What it has taken so far.</summary>
    public IReadOnlyList<JobReport> Reports
    {
        get
        {
            lock (_lock)
            {
                return [.. _reports];
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask ReportAsync(IReadOnlyList<JobReport> reports, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            throw new SwitchboardException(ErrorCodes.NotAvailable);
        }

        lock (_lock)
        {
            _reports.AddRange(reports);
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Waits for a report.</summary>
    public async Task<JobReport> AwaitAsync(Func<JobReport, bool> isIt, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience.Limit);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_reports.Find(report => isIt(report)) is { } found)
                {
                    return found;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(patience.Token);
        }
    }
}
