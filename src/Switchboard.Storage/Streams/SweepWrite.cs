using Switchboard.Storage.Commits;

namespace Switchboard.Storage.Streams;

/// <summary>Removes a portion of what retention has given up. The result says whether there is more.</summary>
internal sealed class SweepWrite(StreamSweep sweep) : StoreWrite<bool>
{
    /// <inheritdoc/>
    public override IWriteHandler Handler => sweep;

    /// <inheritdoc/>
    public override int Bytes => 256;

    /// <summary>Whether there is more.</summary>
    public bool IsMore { get; set; }

    /// <summary>Tells whoever waits.</summary>
    public void Complete() => Complete(IsMore);
}
