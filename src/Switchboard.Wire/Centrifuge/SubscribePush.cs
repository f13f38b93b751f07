namespace Switchboard.Wire.Centrifuge;

/// <summary>The server subscribed the connection to a channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Recoverable">Whether the client may recover missed publications later.</param>
/// <param name="Position">Where the subscription starts; epoch empty where the channel keeps no position.</param>
/// <param name="Positioned">Whether the server checks the subscription's position.</param>
/// <param name="Data">Application data for the client; empty for none.</param>
public sealed record SubscribePush(string Channel, bool Recoverable, Position Position, bool Positioned, ReadOnlyMemory<byte> Data) : CentrifugePush(Channel);
