using Switchboard.Storage.Commits;

namespace Switchboard.Storage.Calls;

/// <summary>Sweeps a portion of calls' results. The result says whether there is more.</summary>
internal sealed class CallResultSweepWrite(CallResultSweep sweep) : StoreWrite<bool>
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
