using Switchboard.Identity.SignIn;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>Reads addresses of servers.</summary>
internal static class ServerAddress
{
    /// <summary>The address when nothing says otherwise, of commands and of the server.</summary>
    public static readonly Uri Default = new("http://127.0.0.1:8000/");

    /// <summary>Reads an address.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static Uri Parse(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address is { UserInfo: "", Query: "", Fragment: "" })
        {
            return address.AbsolutePath.EndsWith('/') ? address : new Uri($"{address.AbsoluteUri}/");
        }

        throw new CommandException(ExitCodes.Failure, "The server's address must look like https://hub.example.com or http://127.0.0.1:8000.");
    }
}

/// <summary>A server, and the key that it is to be shown.</summary>
/// <param name="address">The address, which ends with a slash.</param>
/// <param name="key">The key; null for none. Never printed.</param>
internal sealed class RemoteServer(Uri address, string? key)
{
    /// <summary>The address, which ends with a slash.</summary>
    public Uri Address => address;

    /// <summary>The key; null for none. Never printed.</summary>
    public string? Key => key;

    /// <summary>Whether the key is the token of an account, which an administrator may use in its place.</summary>
    public bool IsToken => key is not null && AccountTokens.IsOne(key);
}
