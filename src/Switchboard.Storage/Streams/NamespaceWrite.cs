using Switchboard.Storage.Commits;

namespace Switchboard.Storage.Streams;

/// <summary>Applies <see cref="HeldNamespaces"/>.</summary>
internal sealed class NamespaceWrite(NamespaceWriter writer) : StoreWrite<bool>
{
    /// <inheritdoc/>
    public override IWriteHandler Handler => writer;

    /// <inheritdoc/>
    public override int Bytes => 256;
}
