namespace Switchboard.Fanout;

/// <summary>A worker is told that nobody waits for its answer to a call any more.</summary>
internal sealed class CallCancelled(string id) : Push("")
{
    public string Id { get; } = id;
}
