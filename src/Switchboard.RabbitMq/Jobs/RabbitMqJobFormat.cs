using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>Jobs as docs/jobs-rabbitmq.md has them.</summary>
internal sealed class RabbitMqJobFormat(RabbitMqCarrierOptions options, TimeProvider time) : JobFormat
{
    private const string DeathReasonHeader = "x-first-death-reason";

    private readonly HashSet<string> _methods = new(options.Methods.Where(static method => !method.Contains('*', StringComparison.Ordinal)), StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool IsTimedFromSending => false;

    /// <inheritdoc/>
    public override async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        // What dies in a queue goes where workers report: that an attempt is lost is a report like others.
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["x-delivery-limit"] = options.DeliveryLimit,
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = options.ReplyQueue,
        };
        foreach (var queue in Queues())
        {
            await Declaration.EnsureQuorumQueueAsync(connection, queue, arguments, cancellationToken);
        }

        await Declaration.EnsureAsync(
            connection,
            $"the exchange '{JobMessage.CancelExchange}'",
            channel => channel.ExchangeDeclareAsync(JobMessage.CancelExchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken),
            channel => channel.ExchangeDeclarePassiveAsync(JobMessage.CancelExchange, cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public override OutgoingMessage Write(JobAttempt attempt)
    {
        var key = new AttemptKey(attempt.Id, attempt.Number).ToString();
        if (Encoding.UTF8.GetByteCount(attempt.Method) > JobMessage.MaxShortText || Encoding.UTF8.GetByteCount(key) > JobMessage.MaxShortText)
        {
            throw new SwitchboardException(ErrorCodes.MethodNotFound);
        }

        var properties = new BasicProperties
        {
            MessageId = key,
            CorrelationId = key,
            ReplyTo = options.ReplyQueue,
            Type = attempt.Method,
            ContentType = JobMessage.ContentType,
            Persistent = true,
            Priority = (byte)attempt.Priority,
            Headers = HeadersOf(attempt),
        };
        if (Expiry.Of(attempt, time) is { } left)
        {
            properties.Expiration = left.ToString(CultureInfo.InvariantCulture);
        }

        return new(Exchange: "", QueueOf(attempt.Method), properties, attempt.Data);
    }

    /// <inheritdoc/>
    public override OutgoingMessage WriteCancel(AttemptKey attempt)
        => new(JobMessage.CancelExchange, RoutingKey: "", new BasicProperties { CorrelationId = attempt.ToString() }, ReadOnlyMemory<byte>.Empty);

    /// <inheritdoc/>
    public override JobReport? Read(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        if (AttemptKey.Parse(properties.CorrelationId) is not { } key)
        {
            return null;
        }

        if (properties.Headers is { } headers && headers.TryGetValue(DeathReasonHeader, out var reason))
        {
            return new(key.Id, key.Attempt, JobReportKind.Failed) { Error = DeathOf(reason) };
        }

        var content = new ReportContent(body, options.MaxReportBytes);
        return properties.Type switch
        {
            JobMessage.Started => new(key.Id, key.Attempt, JobReportKind.Started),
            JobMessage.Progress => content.IsUsable ? new(key.Id, key.Attempt, JobReportKind.Progress) { Data = content.Copy() } : null,
            JobMessage.Done => content.ToEnd(key),
            JobMessage.Failed => new(key.Id, key.Attempt, JobReportKind.Failed) { Error = WorkerError.Read(content) },
            JobMessage.Cancelled => new(key.Id, key.Attempt, JobReportKind.Cancelled),
            _ => null,
        };
    }

    private static Dictionary<string, object?> HeadersOf(JobAttempt attempt)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [JobMessage.DeadlineHeader] = (long)attempt.Deadline.TotalMilliseconds,
            [JobMessage.UserHeader] = attempt.Caller.UserId,
            [JobMessage.CallerHeader] = KindOf(attempt.Caller.Kind),
        };
        if (attempt.TraceParent is { } trace)
        {
            headers[JobMessage.TraceHeader] = trace;
        }

        return headers;
    }

    private static string KindOf(PrincipalKind kind) => kind switch
    {
        PrincipalKind.User => "user",
        PrincipalKind.Device => "device",
        PrincipalKind.Service => "service",
        _ => "anonymous",
    };

    private static ErrorCode DeathOf(object? reason) => (reason is byte[] text ? Encoding.UTF8.GetString(text) : null) switch
    {
        "expired" => ErrorCodes.Expired,
        "rejected" => ErrorCodes.WorkerLost with { Message = "worker lost: a worker refused the message" },
        _ => ErrorCodes.WorkerLost with { Message = "worker lost: it was given to workers too often" },
    };

    private string QueueOf(string method)
        => options.Queue.Length > 0 ? options.Queue : $"{JobMessage.Prefix}{(_methods.Contains(method) ? method : options.Name)}";

    private IEnumerable<string> Queues()
    {
        if (options.Queue.Length > 0)
        {
            return [options.Queue];
        }

        var own = _methods.Select(QueueOf);
        return _methods.Count == options.Methods.Count && _methods.Count > 0 ? own : own.Append(QueueOf(method: ""));
    }
}
