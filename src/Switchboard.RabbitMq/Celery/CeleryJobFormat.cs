using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.RabbitMq.Celery;

/// <summary>Jobs as tasks of Celery: messages of protocol 2, results of the backend <c>rpc://</c>.</summary>
internal sealed class CeleryJobFormat(CeleryCarrierOptions options, TimeProvider time, ILogger logger) : JobFormat
{
    /// <inheritdoc/>
    public override bool IsTimedFromSending => true;

    /// <inheritdoc/>
    public override async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        // Those of the workers may have other arguments than ours would have: what exists is left as it is.
        if (await Declaration.ExistsAsync(connection, channel => channel.QueueDeclarePassiveAsync(options.Queue, cancellationToken), cancellationToken))
        {
            return;
        }

        await Declaration.EnsureAsync(
            connection,
            $"the queue '{options.Queue}'",
            channel => channel.QueueDeclareAsync(options.Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken),
            channel => channel.QueueDeclarePassiveAsync(options.Queue, cancellationToken),
            cancellationToken);
        if (options.Exchange.Length == 0)
        {
            return;
        }

        await Declaration.EnsureExchangeAsync(connection, options.Exchange, ExchangeType.Direct, cancellationToken);
        await Declaration.RunAsync(connection, channel => channel.QueueBindAsync(options.Queue, options.Exchange, RoutingKey, cancellationToken: cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public override OutgoingMessage Write(JobAttempt attempt)
    {
        var key = new AttemptKey(attempt.Id, attempt.Number).ToString();
        _ = Expiry.Of(attempt, time);
        var properties = new BasicProperties
        {
            CorrelationId = key,
            ReplyTo = options.ReplyQueue,
            ContentType = JobMessage.ContentType,
            ContentEncoding = "utf-8",
            Persistent = true,
            Priority = (byte)attempt.Priority,
            Headers = HeadersOf(attempt, key),
        };
        return new(options.Exchange, RoutingKey, properties, TaskArguments.Write(attempt.Data));
    }

    /// <inheritdoc/>
    public override OutgoingMessage WriteCancel(AttemptKey attempt)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("method", "revoke");
            writer.WriteStartObject("arguments");
            writer.WriteString("task_id", attempt.ToString());
            writer.WriteBoolean("terminate", options.Terminate);
            writer.WriteString("signal", "SIGTERM");
            writer.WriteEndObject();
            writer.WriteNull("destination");
            writer.WriteNull("pattern");
            writer.WriteNull("matcher");
            writer.WriteEndObject();
        }

        var properties = new BasicProperties
        {
            ContentType = JobMessage.ContentType,
            ContentEncoding = "utf-8",
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["clock"] = 0, ["expires"] = 0 },
        };
        return new(options.ControlExchange, RoutingKey: "", properties, buffer.ToArray());
    }

    /// <inheritdoc/>
    public override JobReport? Read(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
        => AttemptKey.Parse(properties.CorrelationId) is { } key
            ? TaskResult.Read(key, body, options.MaxReportBytes, (attempt, traceback) => CarrierLog.TaskFailed(logger, attempt.ToString(), traceback))
            : null;

    private string RoutingKey => options.Exchange.Length == 0 || options.RoutingKey.Length == 0 ? options.Queue : options.RoutingKey;

    private Dictionary<string, object?> HeadersOf(JobAttempt attempt, string key)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["lang"] = "py",
            ["task"] = options.TaskPrefix + attempt.Method,
            ["id"] = key,
            ["root_id"] = key,
            ["parent_id"] = null,
            ["group"] = null,
            ["shadow"] = null,
            ["retries"] = 0,
            ["eta"] = null,
            ["expires"] = attempt.ExpiresAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture),
            ["timelimit"] = new List<object?> { options.LimitTime ? (long)Math.Ceiling(attempt.Deadline.TotalSeconds) : null, null },
            ["ignore_result"] = false,
            ["origin"] = "switchboard",
        };
        if (attempt.TraceParent is { } trace)
        {
            headers[JobMessage.TraceHeader] = trace;
        }

        return headers;
    }
}
