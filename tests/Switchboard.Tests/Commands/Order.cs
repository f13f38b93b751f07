namespace Switchboard.Tests.Commands;

/// <summary>A payload.</summary>
public sealed record Order(int Number, string What);
