namespace Switchboard.Wire.Centrifuge;

/// <summary>A command as the client sent it. Payloads are copies: they outlive the frame that they came in.</summary>
/// <param name="Id">Pairs the command with its reply; 0 where the client gave none.</param>
public abstract record CentrifugeCommand(uint Id);
