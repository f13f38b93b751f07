using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>Records what enters fan-out, in the order in which it does.</summary>
public sealed class RecordingPublicationSink : IPublicationSink
{
    private readonly Lock _lock = new();
    private readonly List<(string Channel, Publication Publication)> _entered = [];

    /// <summary>What has entered so far.</summary>
    public IReadOnlyList<(string Channel, Publication Publication)> Entered
    {
        get
        {
            lock (_lock)
            {
                return [.. _entered];
            }
        }
    }

    /// <inheritdoc/>
    public void Deliver(string channel, Publication publication)
    {
        lock (_lock)
        {
            _entered.Add((channel, publication));
        }
    }
}
