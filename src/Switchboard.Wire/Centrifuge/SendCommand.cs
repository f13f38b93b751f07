namespace Switchboard.Wire.Centrifuge;

/// <summary>Sends a message that gets no reply, unless it has both an id and an idempotency key.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Data">The payload; empty for none.</param>
public sealed record SendCommand(uint Id, ReadOnlyMemory<byte> Data) : CentrifugeCommand(Id)
{
    /// <summary>Makes a repeated message have no second effect; empty for none. Ours, beside the standard fields.</summary>
    public string IdempotencyKey { get; init; } = "";
}
