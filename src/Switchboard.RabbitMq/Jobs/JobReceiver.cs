using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>Takes reports from RabbitMQ, and acknowledges them when the sink has taken them.</summary>
internal sealed class JobReceiver(BrokerCarrierOptions options, JobFormat format, CarrierMetrics metrics, CarrierStatus status, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _quiet = TimeSpan.FromMinutes(1);

    private readonly BrokerLoop _loop = new(options.EndpointFor("receiving", status), time);
    private long? _complainedAt;

    /// <summary>Receives until it is told to stop.</summary>
    public Task RunAsync(IJobReportSink sink, CancellationToken stopping) => _loop.RunAsync((connection, ended) => ReceiveAsync(connection, sink, ended), stopping);

    private async Task ReceiveAsync(IConnection connection, IJobReportSink sink, CancellationToken ended)
    {
        if (options.Declare)
        {
            await Declaration.EnsureQuorumQueueAsync(connection, options.ReplyQueue, new Dictionary<string, object?>(StringComparer.Ordinal), ended);
        }

        var channel = await connection.CreateChannelAsync(cancellationToken: ended);
        await channel.BasicQosAsync(prefetchSize: 0, (ushort)options.Prefetch, global: false, ended);
        var deliveries = Channel.CreateUnbounded<Delivery>(new() { SingleReader = true, SingleWriter = true });
        var consumer = new BrokerConsumer(channel, delivery => deliveries.Writer.TryWrite(new Delivery(delivery.Tag, Read(delivery))), reason => deliveries.Writer.TryComplete(reason));
        await channel.BasicConsumeAsync(options.ReplyQueue, autoAck: false, consumer, ended);
        _loop.Ready();
        while (await deliveries.Reader.WaitToReadAsync(ended))
        {
            await PassAsync(channel, deliveries.Reader, sink, ended);
        }
    }

    /// <summary>Passes on what has come so far. Half of the prefetch at most, so that more comes meanwhile.</summary>
    private async Task PassAsync(IChannel channel, ChannelReader<Delivery> deliveries, IJobReportSink sink, CancellationToken ended)
    {
        var reports = new List<JobReport>();
        ulong last = 0;
        for (var count = 0; count < Math.Max(1, options.Prefetch / 2) && deliveries.TryRead(out var delivery); count++)
        {
            last = delivery.Tag;
            if (delivery.Report is { } report)
            {
                reports.Add(report);
            }
        }

        if (reports.Count > 0)
        {
            await ReportAsync(sink, reports, ended);
        }

        await channel.BasicAckAsync(last, multiple: true, ended);
    }

    private async Task ReportAsync(IJobReportSink sink, List<JobReport> reports, CancellationToken ended)
    {
        for (var pause = _firstPause; ; pause = pause * 2 < options.MaxPause ? pause * 2 : options.MaxPause)
        {
            try
            {
                await sink.ReportAsync(reports, ended);
                return;
            }
            catch (Exception exception) when (!ended.IsCancellationRequested)
            {
                CarrierLog.NotTaken(logger, exception, options.Name);
            }

            await Task.Delay(pause, time, ended);
        }
    }

    private JobReport? Read(BrokerDelivery delivery)
    {
        JobReport? report = null;
        try
        {
            report = format.Read(delivery.Properties, delivery.Body);
        }
        catch (Exception exception)
        {
            // What comes from outside must not be able to stay in the queue, whatever it is.
            CarrierLog.ReadingFailed(logger, exception, options.Name);
        }

        if (report is null)
        {
            metrics.CountUnreadable();
            Complain(delivery.Properties, delivery.Body.Length);
        }

        return report;
    }

    private void Complain(IReadOnlyBasicProperties properties, int bytes)
    {
        if (_complainedAt is { } last && time.GetElapsedTime(last) < _quiet)
        {
            return;
        }

        _complainedAt = time.GetTimestamp();
        CarrierLog.Unreadable(logger, options.Name, bytes, properties.Type ?? "", properties.CorrelationId ?? "");
    }

    /// <summary>A message of a worker: how it is acknowledged, and what it says; null where it cannot be read.</summary>
    private readonly record struct Delivery(ulong Tag, JobReport? Report);
}
