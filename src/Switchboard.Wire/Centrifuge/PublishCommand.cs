namespace Switchboard.Wire.Centrifuge;

/// <summary>Publishes into a channel.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Data">The payload; empty for none.</param>
/// <param name="Type">0; other kinds of channels are not offered.</param>
public sealed record PublishCommand(uint Id, string Channel, ReadOnlyMemory<byte> Data, int Type) : CentrifugeCommand(Id)
{
    /// <summary>Makes a repeated publish have no second effect; empty for none. Ours, beside the standard fields.</summary>
    public string IdempotencyKey { get; init; } = "";
}
