namespace Switchboard.Storage.Streams;

/// <summary>A write that concerns the stream of one channel. It is planned in the transaction, and told of after the commit.</summary>
internal interface IStreamWrite
{
    /// <summary>The channel.</summary>
    string Channel { get; }

    /// <summary>The idempotency key that has to be known; null for none.</summary>
    string? Key { get; }

    /// <summary>Whether a stream is made where there is none.</summary>
    bool NeedsStream { get; }

    /// <summary>Decides what it changes. May be called again where the transaction failed.</summary>
    /// <param name="stream">The stream; null where there is none.</param>
    /// <param name="changes">Receives what it changes.</param>
    void Plan(StreamRow? stream, StreamChanges changes);

    /// <summary>Hands on what has to enter fan-out.</summary>
    void Notify(PublicationTeller teller);

    /// <summary>Tells whoever waits.</summary>
    void Complete();
}
