namespace Switchboard.Configuration.Rules;

/// <summary>What holds for accounts.</summary>
internal static class AccountRules
{
    /// <summary>Accounts outlive the server.</summary>
    public static IEnumerable<ConfigurationProblem> Storage(SwitchboardOptions options)
    {
        if (options.Accounts.Enabled && options.Security.Storage != StorageKind.Durable)
        {
            yield return new ConfigurationProblem(
                "accounts.enabled",
                "is true, but security.storage is \"memory\", so that every account would be gone with the server",
                "Set security.storage to \"durable\".");
        }
    }

    /// <summary>A session lasts as long as what belongs to it.</summary>
    public static IEnumerable<ConfigurationProblem> Lives(SwitchboardOptions options)
    {
        var accounts = options.Accounts;
        if (accounts.TokenSeconds > accounts.RefreshSeconds)
        {
            yield return new ConfigurationProblem(
                "accounts.tokenSeconds",
                $"is {accounts.TokenSeconds}, more than refreshSeconds, which is {accounts.RefreshSeconds}",
                "Lower it, or raise refreshSeconds.");
        }
    }

    /// <summary>One-time links begin with an address.</summary>
    public static IEnumerable<ConfigurationProblem> PublicUrl(SwitchboardOptions options)
    {
        var url = options.Accounts.PublicUrl;
        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Query.Length == 0 && uri.Fragment.Length == 0))
        {
            yield return new ConfigurationProblem("accounts.publicUrl", $"is \"{SafeText.OfAddress(url)}\", which is no address", "Write an address such as https://hub.example.com.");
        }
    }

    /// <summary>A provider is one that can be asked, and knows this server.</summary>
    public static IEnumerable<ConfigurationProblem> OpenId(SwitchboardOptions options)
    {
        var openId = options.Accounts.OpenId;
        if (openId.Authority.Length == 0)
        {
            yield break;
        }

        if (!Uri.TryCreate(openId.Authority, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
        {
            yield return new ConfigurationProblem("accounts.openId.authority", $"is \"{SafeText.OfAddress(openId.Authority)}\", which is no https address", "Write the provider's address, such as https://id.example.com.");
        }

        if (openId.ClientId.Length == 0)
        {
            yield return new ConfigurationProblem("accounts.openId.clientId", "is missing", "Write what the provider knows this server as.");
        }

        if (openId.ClientSecretFile.Length > 0 && !File.Exists(openId.ClientSecretFile))
        {
            yield return new ConfigurationProblem(
                "accounts.openId.clientSecretFile", $"names {SafeText.OfPath(openId.ClientSecretFile)}, where there is no file that can be read", "Correct the path, or let the server's user read it.");
        }

        foreach (var entry in openId.RoleMap.Where(static entry => entry.Split('=') is not [{ Length: > 0 }, { Length: > 0 }]))
        {
            yield return new ConfigurationProblem("accounts.openId.roleMap", $"has \"{entry}\", which maps nothing", "Write the provider's role, =, and the role here, as hub-admins=admin.");
        }
    }
}
