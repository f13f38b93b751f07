using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>A broker that carries jobs of some methods to workers elsewhere, in place of the hub's own queue. Needs a restart.</summary>
public sealed class JobCarrierOptions
{
    /// <summary>Its name, which is part of the names of its queues: it has to stay the same for as long as jobs are out.</summary>
    public string Name { get; set; } = "";

    /// <summary>Which workers it is for: those of docs/jobs-rabbitmq.md, or those of Celery.</summary>
    public JobCarrierType Type { get; set; } = JobCarrierType.RabbitMq;

    /// <summary>The methods that it carries, by name, or by the beginning of their names before a <c>*</c>. The first carrier that has a method carries its jobs.</summary>
    public List<string> Methods { get; set; } = [];

    /// <summary>Where RabbitMQ is, such as <c>amqps://user:password@host/vhost</c>; empty for <c>rabbitMq.uri</c>. Better kept in the environment.</summary>
    public string Uri { get; set; } = "";

    /// <summary>A file that has the URI, in place of <see cref="Uri"/>.</summary>
    public string UriFile { get; set; } = "";

    /// <summary>The queue for all jobs; empty for one per method, or for <c>celery</c>.</summary>
    public string Queue { get; set; } = "";

    /// <summary>The exchange that tasks of Celery go to; empty for the queue itself.</summary>
    public string Exchange { get; set; } = "celery";

    /// <summary>The routing key of tasks of Celery; empty for the name of the queue.</summary>
    public string RoutingKey { get; set; } = "";

    /// <summary>What the names of tasks of Celery have in front of the method.</summary>
    public string TaskPrefix { get; set; } = "";

    /// <summary>The exchange over which workers of Celery are told to revoke tasks.</summary>
    public string ControlExchange { get; set; } = "celery.pidbox";

    /// <summary>Whether a running task of Celery is ended when its job is cancelled, which pools of processes can alone.</summary>
    public bool Terminate { get; set; } = true;

    /// <summary>Whether the deadline is the hard time limit of a task of Celery, too, in place of its own.</summary>
    public bool LimitTime { get; set; }

    /// <summary>Whether missing queues and exchanges are made.</summary>
    public bool Declare { get; set; } = true;

    /// <summary>How often RabbitMQ gives a job to workers again that die with it, before the attempt has failed. Not for Celery.</summary>
    [Range(1, 1000)]
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>How many reports of workers may be on their way at once.</summary>
    [Range(1, 65_535)]
    public int Prefetch { get; set; } = 512;

    /// <summary>How large a result, or what a worker says of its progress, may be; an attempt with a larger result has failed.</summary>
    [Range(1024, 134_217_728)]
    public int MaxReportBytes { get; set; } = 1_048_576;

    /// <summary>Seconds that handing attempts over may take, while RabbitMQ is away, too; then they wait in the hub.</summary>
    [Range(1, 300)]
    public int SendTimeoutSeconds { get; set; } = 10;

    /// <summary>The longest pause between attempts to connect, in seconds.</summary>
    [Range(1, 300)]
    public int MaxPauseSeconds { get; set; } = 10;
}

/// <summary>Which workers a carrier is for.</summary>
public enum JobCarrierType
{
    /// <summary>Those that take jobs from quorum queues, as <c>Switchboard.Worker</c> does.</summary>
    RabbitMq,

    /// <summary>Those of Celery 5.</summary>
    Celery,
}
