namespace Switchboard.Server.CommandLine.Api;

/// <summary>Reads addresses of servers.</summary>
internal static class ServerAddress
{
    /// <summary>The address when nothing says otherwise: that of run.sh.</summary>
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
