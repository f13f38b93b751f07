using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>Begins a stream that was never appended to, or makes its position last.</summary>
internal sealed class OpenWrite(DurableStreamWriter writer, string channel, StreamRetention retention) : StreamWrite<bool>(writer, channel)
{
    /// <inheritdoc/>
    public override void Plan(StreamRow? stream, StreamChanges changes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.IsOver(changes.Now))
        {
            stream.BeginEpoch();
        }

        if (stream.Last == stream.Base)
        {
            stream.PositionUntil = changes.Now + (long)retention.PositionAge.TotalMilliseconds;
        }

        changes.Streams.Add(stream);
    }

    /// <inheritdoc/>
    public override void Notify(PublicationTeller teller)
    {
    }

    /// <inheritdoc/>
    public override void Complete() => Complete(result: true);
}
