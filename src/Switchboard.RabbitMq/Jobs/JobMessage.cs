namespace Switchboard.RabbitMq.Jobs;

/// <summary>The words of the messages between hub and workers, as docs/jobs-rabbitmq.md has them.</summary>
internal static class JobMessage
{
    public const string Prefix = "switchboard.jobs.";

    public const string CancelExchange = "switchboard.jobs.cancel";

    public const string ContentType = "application/json";

    public const string DeadlineHeader = "x-switchboard-deadline-ms";

    public const string UserHeader = "x-switchboard-user";

    public const string CallerHeader = "x-switchboard-caller";

    public const string TraceHeader = "traceparent";

    public const string Started = "started";

    public const string Progress = "progress";

    public const string Done = "done";

    public const string Failed = "failed";

    public const string Cancelled = "cancelled";

    /// <summary>The longest text that a property of AMQP or the name of a queue may have, in bytes.</summary>
    public const int MaxShortText = 255;
}
