using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>What carriers of jobs over RabbitMQ have in common.</summary>
public abstract class BrokerCarrierOptions
{
    /// <summary>The carrier's name: part of the names of its queues, so that it has to stay the same for as long as jobs are out.</summary>
    public string Name { get; set; } = "";

    /// <summary>The methods whose jobs it carries: their names, or the beginnings of names before a <c>*</c>. The first carrier that has a method carries its jobs.</summary>
    public IList<string> Methods { get; } = [];

    /// <summary>Where RabbitMQ is, such as <c>amqps://user:password@host/vhost</c>.</summary>
    public Uri? Uri { get; set; }

    /// <summary>The queue that the jobs of all methods go to; empty for the default of the carrier.</summary>
    public string Queue { get; set; } = "";

    /// <summary>Whether queues and exchanges that are missing are made, where the account may: what is there is used as it is. False to make none: then an administrator makes them, as the documentation lists them.</summary>
    public bool Declare { get; set; } = true;

    /// <summary>How many reports of workers may be on their way at once.</summary>
    public int Prefetch { get; set; } = 512;

    /// <summary>How large a result, or what a worker says of its progress, may be. An attempt with a larger result has failed.</summary>
    public int MaxReportBytes { get; set; } = 1024 * 1024;

    /// <summary>How long handing attempts over may take, while RabbitMQ is away, too.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between attempts to connect; the first one is a fifth of a second, each next one twice as long.</summary>
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The queue that workers report to.</summary>
    internal string ReplyQueue => $"{JobMessage.Prefix}replies.{Name}";

    /// <summary>A connection for one purpose.</summary>
    internal BrokerEndpoint EndpointFor(string purpose, CarrierStatus status) => new(Uri!, $"switchboard jobs {Name}, {purpose}", MaxPause)
    {
        Away = problem => status.Away(purpose, problem),
        Back = () => status.Back(purpose),
    };

    /// <summary>Says what is wrong; null for nothing.</summary>
    internal virtual string? FindMistake() => this switch
    {
        { Name.Length: 0 } => "A carrier needs a name: set Name.",
        _ when !BrokerAddress.IsOne(Uri) => $"The carrier '{Name}' needs to be told where RabbitMQ is: set Uri, such as \"amqp://localhost\".",
        _ when BrokerAddress.FindMistake(Uri) is { } mistake => $"The Uri of the carrier '{Name}' cannot be used: {mistake}.",
        not { Prefetch: > 0 and <= ushort.MaxValue } => "Prefetch must be 1 to 65535.",
        not { MaxReportBytes: > 0 } => "MaxReportBytes must be positive.",
        _ when SendTimeout <= TimeSpan.Zero || MaxPause <= TimeSpan.Zero => "SendTimeout and MaxPause must be positive.",
        _ => null,
    };
}

/// <summary>Jobs on quorum queues of RabbitMQ, for workers that speak the format of docs/jobs-rabbitmq.md.</summary>
/// <remarks>
/// Unless <see cref="BrokerCarrierOptions.Queue"/> names one for all, a method that <see cref="BrokerCarrierOptions.Methods"/> names has a queue of its own, <c>switchboard.jobs.</c> and
/// the method; those that only begin so share <c>switchboard.jobs.</c> and the name of the carrier.
/// </remarks>
public sealed class RabbitMqCarrierOptions : BrokerCarrierOptions
{
    /// <summary>How often a job is given to workers again that die with it or return it, before the attempt has failed.</summary>
    public int DeliveryLimit { get; set; } = 20;

    /// <inheritdoc/>
    internal override string? FindMistake() => DeliveryLimit > 0 ? base.FindMistake() : "DeliveryLimit must be positive.";
}
