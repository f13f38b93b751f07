using System.Collections.Frozen;
using Switchboard.Configuration;

namespace Switchboard.Jobs;

/// <summary>Knows which queue the jobs of a method wait in, and who carries out what is in a queue.</summary>
internal sealed class JobLanes(LocalJobs local, IEnumerable<CarriedJobs> carried)
{
    // No method begins with it.
    private const char Mark = '@';

    private readonly FrozenDictionary<string, CarriedJobs> _carried = carried.ToFrozenDictionary(static lane => $"{Mark}{lane.Carrier.Name}", StringComparer.Ordinal);

    /// <summary>Those of brokers.</summary>
    public IReadOnlyCollection<CarriedJobs> Carried => _carried.Values;

    /// <summary>The queue of a method: its own, or that of the carrier which has it.</summary>
    public string QueueOf(string method)
    {
        foreach (var (queue, lane) in _carried)
        {
            if (lane.Carrier.Methods.Any(pattern => new MethodPattern(pattern).Fits(method)))
            {
                return queue;
            }
        }

        return method;
    }

    /// <summary>Who carries out what is in a queue; null for a carrier that is not there any more.</summary>
    public IJobLane? Find(string queue) => !IsOfCarrier(queue) ? local : _carried.GetValueOrDefault(queue);

    /// <summary>Whether a queue is that of a carrier.</summary>
    public static bool IsOfCarrier(string queue) => queue.StartsWith(Mark);

    /// <summary>The carrier's name of a queue.</summary>
    public static string CarrierOf(string queue) => queue[1..];
}
