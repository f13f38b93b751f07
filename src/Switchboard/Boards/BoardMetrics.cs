using System.Diagnostics.Metrics;
using Switchboard.Diagnostics;

namespace Switchboard.Boards;

/// <summary>What is counted of boards. docs/operations.md lists every instrument.</summary>
internal sealed class BoardMetrics(HubMetrics hub)
{
    private readonly Counter<long> _holds = hub.Meter.CreateCounter<long>("switchboard.boards.holds", "{hold}", "Holds of lines that the hub ended, or reminded their holders of, by outcome: expired or reminded.");

    /// <summary>Counts a hold.</summary>
    public void Hold(string outcome) => _holds.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
