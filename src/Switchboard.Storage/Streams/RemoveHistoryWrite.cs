namespace Switchboard.Storage.Streams;

/// <summary>Forgets the publications of a stream, not its position.</summary>
internal sealed class RemoveHistoryWrite(DurableStreamWriter writer, string channel) : StreamWrite<bool>(writer, channel)
{
    /// <inheritdoc/>
    public override bool NeedsStream => false;

    /// <inheritdoc/>
    public override void Plan(StreamRow? stream, StreamChanges changes)
    {
        if (stream is not null)
        {
            stream.Floor = stream.Last;
            stream.SweepAt = Math.Min(stream.SweepAt, changes.Now);
            changes.Streams.Add(stream);
        }
    }

    /// <inheritdoc/>
    public override void Notify(PublicationTeller teller)
    {
    }

    /// <inheritdoc/>
    public override void Complete() => Complete(result: true);
}
