using System.Text.Json;

namespace Switchboard.Worker;

/// <summary>Where a worker gets its jobs, and how it carries them out.</summary>
public sealed class SwitchboardWorkerOptions
{
    /// <summary>Where RabbitMQ is, such as <c>amqps://user:password@host/vhost</c>.</summary>
    public Uri? Uri { get; set; }

    /// <summary>How many jobs of a queue are carried out at once, where <see cref="JobHandlerOptions.Concurrency"/> does not say otherwise.</summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>How data, progress and results are read and written, where a handler does not bring that itself.</summary>
    public JsonSerializerOptions Json { get; set; } = JsonSerializerOptions.Web;

    /// <summary>How large a result may be, as JSON; a job with a larger one fails with error 106. The hub has a bound of its own, <c>maxReportBytes</c>.</summary>
    public int MaxResultBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The time between two reports of the progress of a job. Of what is reported in between the last one is sent.</summary>
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a job must run for the hub to be told that it has begun; a shorter one costs no message more.</summary>
    public TimeSpan StartedAfter { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The time that running jobs have to end when the program stops. Those that are left are cancelled, and given to other workers.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest pause between attempts to connect; the first one is a fifth of a second, each next one twice as long.</summary>
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>How the jobs of a method are carried out.</summary>
public sealed record JobHandlerOptions
{
    /// <summary>The queue that they come from; null for <c>switchboard.jobs.</c> and the method. Several methods may share one.</summary>
    public string? Queue { get; init; }

    /// <summary>How many are carried out at once; null for <see cref="SwitchboardWorkerOptions.Concurrency"/>. Where methods share a queue, the largest of theirs holds for all together.</summary>
    public int? Concurrency { get; init; }
}
