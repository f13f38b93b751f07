namespace Switchboard.Fanout;

/// <summary>A caller is told how far its call has come.</summary>
internal sealed class CallProgressed(string id, ReadOnlyMemory<byte> data) : Push("")
{
    /// <summary>By what the caller knows the call.</summary>
    public string Id { get; } = id;

    /// <summary>JSON.</summary>
    public ReadOnlyMemory<byte> Data { get; } = data;
}
