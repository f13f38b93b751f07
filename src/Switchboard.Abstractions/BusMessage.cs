namespace Switchboard;

/// <summary>What one node tells the others. The kinds are the sealed records that derive from it.</summary>
/// <param name="Sender">The id of the node that sent it.</param>
public abstract record BusMessage(string Sender)
{
    /// <summary>The only node to receive it; null for all others.</summary>
    public string? Receiver { get; init; }
}
