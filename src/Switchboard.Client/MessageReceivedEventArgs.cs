namespace Switchboard.Client;

/// <summary>A message to this connection alone.</summary>
/// <param name="data">The payload.</param>
public sealed class MessageReceivedEventArgs(ReadOnlyMemory<byte> data) : EventArgs
{
    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Data => data;
}
