namespace Switchboard.Commands.Own;

/// <summary>A connection, as its user sees it.</summary>
internal sealed record OwnConnection(
    string Client, string User, string Transport, string Protocol, string? Address, string Name, long ConnectedAtMs, IReadOnlyList<string> Channels);
