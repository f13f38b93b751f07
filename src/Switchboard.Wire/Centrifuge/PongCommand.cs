namespace Switchboard.Wire.Centrifuge;

/// <summary>An empty command: the client's answer to the server's ping.</summary>
public sealed record PongCommand() : CentrifugeCommand(0)
{
    /// <summary>The one instance.</summary>
    public static PongCommand Instance { get; } = new();
}
