namespace Switchboard.Server.CommandLine.Profiles;

/// <summary>A server that has a name on this machine.</summary>
internal sealed class Profile
{
    /// <summary>The server's address.</summary>
    public required string Server { get; init; }

    /// <summary>The key of its HTTP API. Null where it needs none here. Never printed.</summary>
    public string? Key { get; init; }
}
