namespace Switchboard.Configuration.Rules;

/// <summary>Addresses of hooks are HTTP addresses, and what is sent there is signed.</summary>
internal sealed class HttpHookRule : IOptionsRule
{
    private const int MinSecretBytes = 16;

    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
    {
        var http = options.Hooks.Http;
        (string Name, string Url)[] addresses =
        [
            ("connectUrl", http.ConnectUrl), ("subscribeUrl", http.SubscribeUrl), ("publishUrl", http.PublishUrl), ("rpcUrl", http.RpcUrl),
            ("refreshUrl", http.RefreshUrl), ("subRefreshUrl", http.SubRefreshUrl), ("eventsUrl", http.EventsUrl),
        ];
        foreach (var (name, url) in addresses.Where(address => address.Url.Length > 0 && !IsHttp(address.Url)))
        {
            yield return new ConfigurationProblem($"hooks.http.{name}", $"is \"{url}\", which is no address", "Write an address that begins with http:// or https://.");
        }

        if (addresses.Any(address => address.Url.Length > 0) && http.SigningSecret.Length < MinSecretBytes)
        {
            yield return new ConfigurationProblem(
                "hooks.http.signingSecret", $"has fewer than {MinSecretBytes} characters", "Set a long random text, which your back end knows, too: requests are signed with it.");
        }
    }

    private static bool IsHttp(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
