namespace Switchboard.Server.Tls;

/// <summary>The addresses that the server is to listen on.</summary>
internal static class ListenAddresses
{
    private const char Separator = ';';

    /// <summary>What the command line says, or else the framework's own settings; none where those name endpoints one by one.</summary>
    /// <param name="urls">What the command line says; null for nothing.</param>
    /// <param name="configuration">The framework's settings.</param>
    public static IReadOnlyList<string> Find(string? urls, IConfiguration configuration)
    {
        if (urls is null && HasEndpoints(configuration))
        {
            return [];
        }

        if ((urls ?? configuration[WebHostDefaults.ServerUrlsKey]) is { Length: > 0 } named)
        {
            return Split(named);
        }

        return
        [
            .. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(static port => $"http://*:{port}"),
            .. Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(static port => $"https://*:{port}"),
        ];
    }

    /// <summary>Whether the framework's settings name endpoints one by one.</summary>
    public static bool HasEndpoints(IConfiguration configuration) => configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    /// <summary>Whether TLS is spoken at an address.</summary>
    public static bool IsSecure(string address) => address.StartsWith($"{Uri.UriSchemeHttps}:", StringComparison.OrdinalIgnoreCase);

    private static string[] Split(string? list) => (list ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
