using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>Brings attempts to workers over RabbitMQ, in the format that they speak. Two connections: RabbitMQ stops reading from one that publishes while it is short of memory, and acknowledgements must go on.</summary>
internal sealed class BrokerJobCarrier : IJobCarrier
{
    private readonly JobSender _sender;
    private readonly JobReceiver _receiver;
    private readonly JobFormat _format;

    public BrokerJobCarrier(BrokerCarrierOptions options, JobFormat format, IMeterFactory meters, TimeProvider time, ILogger logger)
    {
        (Name, Methods, _format) = (options.Name, [.. options.Methods], format);
        var status = new CarrierStatus(options.Name, logger);
        _sender = new JobSender(options, format, status, time, logger);
        _receiver = new JobReceiver(options, format, new CarrierMetrics(meters, options.Name), status, time, logger);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Methods { get; }

    /// <inheritdoc/>
    public bool IsTimedFromSending => _format.IsTimedFromSending;

    /// <inheritdoc/>
    public string? Problem => _sender.Problem;

    /// <inheritdoc/>
    public Task RunAsync(IJobReportSink sink, CancellationToken cancellationToken)
        => Task.WhenAll(_sender.RunAsync(cancellationToken), _receiver.RunAsync(sink, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ErrorCode?>> SendAsync(IReadOnlyList<JobAttempt> attempts, CancellationToken cancellationToken) => _sender.SendAsync(attempts, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CancelAsync(string id, int attempt, CancellationToken cancellationToken) => _sender.CancelAsync(new AttemptKey(id, attempt), cancellationToken);
}
