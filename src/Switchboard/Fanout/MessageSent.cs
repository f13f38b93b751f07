namespace Switchboard.Fanout;

/// <summary>A message to one connection.</summary>
internal sealed class MessageSent(ReadOnlyMemory<byte> data) : Push("")
{
    public ReadOnlyMemory<byte> Data { get; } = data;
}
