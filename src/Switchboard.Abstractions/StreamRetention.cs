namespace Switchboard;

/// <summary>How much of a stream is kept.</summary>
/// <param name="Size">The number of publications kept; 0 keeps only the position.</param>
/// <param name="Age">How long each publication is kept.</param>
/// <param name="PositionAge">How long offset and epoch survive after the last append; longer than <paramref name="Age"/>.</param>
public sealed record StreamRetention(int Size, TimeSpan Age, TimeSpan PositionAge);
