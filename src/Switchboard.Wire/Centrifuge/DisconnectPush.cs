namespace Switchboard.Wire.Centrifuge;

/// <summary>The server closes the connection, where the transport itself cannot say why.</summary>
/// <param name="Code">Why.</param>
public sealed record DisconnectPush(CloseCode Code) : CentrifugePush("");
