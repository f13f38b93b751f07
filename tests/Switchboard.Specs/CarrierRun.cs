using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>A carrier that runs, and what it reports.</summary>
public sealed class CarrierRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly IJobCarrier _carrier;
    private readonly Task _running;

    /// <summary>Runs a carrier.</summary>
    public CarrierRun(IJobCarrier carrier)
    {
        _carrier = carrier;
        _running = carrier.RunAsync(Sink, _stopping.Token);
    }

    /// <summary>What it has reported.</summary>
    public RecordingReportSink Sink { get; } = new();

    /// <summary>Sends attempts; again and again while the broker is away, as the hub does.</summary>
    public async Task<IReadOnlyList<ErrorCode?>> SendAsync(params IReadOnlyList<JobAttempt> attempts)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            try
            {
                return await _carrier.SendAsync(attempts, patience.Token);
            }
            catch (SwitchboardException exception) when (exception.Error.Code == ErrorCodes.NotAvailable.Code)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    /// <summary>Cancels an attempt.</summary>
    public async Task CancelAsync(string id, int attempt) => await _carrier.CancelAsync(id, attempt, TestContext.Current.CancellationToken);

    /// <summary>The first report of a job's end.</summary>
    public Task<JobReport> EndOfAsync(string id)
        => Sink.AwaitAsync(report => report.Kind is JobReportKind.Done or JobReportKind.Failed or JobReportKind.Cancelled && string.Equals(report.Id, id, StringComparison.Ordinal), TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        _stopping.Dispose();
    }
}

/// <summary>A file that <c>hold</c> waits for.</summary>
internal sealed class Gate : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("switchboard-gate-").FullName;

    /// <summary>A job that waits for it.</summary>
    public JobAttempt Hold(string id) => new(id, Number: 1, "hold", Encoding.UTF8.GetBytes($$"""{"file":"{{FileName}}"}"""))
    {
        Caller = Principal.Service,
        Deadline = TimeSpan.FromMinutes(5),
    };

    /// <summary>Lets all end that wait for it.</summary>
    public void Open() => File.WriteAllText(FileName, "");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string FileName => Path.Combine(_folder, "open");
}
