using Switchboard.RabbitMq.Jobs;

namespace Switchboard.Worker;

/// <summary>A queue, and the methods whose jobs come from it.</summary>
internal sealed class JobQueue
{
    private readonly Dictionary<string, JobRoute> _routes;

    private JobQueue(string name, IEnumerable<JobRoute> routes, int concurrency)
    {
        Name = name;
        _routes = routes.ToDictionary(static route => route.Method, StringComparer.Ordinal);
        Concurrency = _routes.Values.Max(route => route.Options.Concurrency ?? concurrency);
        Slots = new SemaphoreSlim(Concurrency);
    }

    /// <summary>The queue.</summary>
    public string Name { get; }

    /// <summary>How many jobs are carried out at once.</summary>
    public int Concurrency { get; }

    /// <summary>One for each of them. After a lost connection RabbitMQ delivers as many again, while the old ones still run.</summary>
    public SemaphoreSlim Slots { get; }

    /// <summary>The queues of methods.</summary>
    public static IReadOnlyList<JobQueue> Of(IEnumerable<JobRoute> routes, int concurrency)
        => [.. routes.GroupBy(static route => route.Options.Queue ?? $"{JobMessage.Prefix}{route.Method}", StringComparer.Ordinal).Select(group => new JobQueue(group.Key, group, concurrency))];

    /// <summary>What carries out a method; null for none.</summary>
    public JobRoute? Find(string? method) => method is null ? null : _routes.GetValueOrDefault(method);
}
