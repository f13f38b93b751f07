namespace Switchboard.Server.CommandLine.Api;

/// <summary>A server, and the key that it is to be shown.</summary>
/// <param name="address">The address, which ends with a slash.</param>
/// <param name="key">The key; null for none. Never printed.</param>
internal sealed class RemoteServer(Uri address, string? key)
{
    /// <summary>The address, which ends with a slash.</summary>
    public Uri Address => address;

    /// <summary>The key; null for none. Never printed.</summary>
    public string? Key => key;
}
