using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>Accounts of people: who may sign in with a password, and how long that holds. An application that embeds the hub keeps its own login and needs none of this.</summary>
public sealed class AccountOptions
{
    /// <summary>Whether there are accounts. They are kept in the durable store: <c>security.storage</c> must be <c>durable</c>. Needs a restart.</summary>
    public bool Enabled { get; set; }

    /// <summary>The address at which people reach the server, such as <c>https://hub.example.com</c>: one-time links begin with it. Empty leaves them without, but for the first one, which has the address that the server listens at.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Whether a user id and password are taken without TLS, too, when a client connects or signs in. Only for development: whoever listens reads them.</summary>
    public bool AllowPlainPasswords { get; set; }

    /// <summary>The fewest characters of a password.</summary>
    [Range(8, 128)]
    public int MinPasswordLength { get; set; } = 12;

    /// <summary>The longest password, in bytes.</summary>
    [Range(64, 4096)]
    public int MaxPasswordBytes { get; set; } = 256;

    /// <summary>Seconds for which a token holds, before a refresh gets the next.</summary>
    [Range(30, 86_400)]
    public int TokenSeconds { get; set; } = 600;

    /// <summary>Seconds for which a refresh token waits to be used. Behind them the session is over.</summary>
    [Range(60, 31_536_000)]
    public int RefreshSeconds { get; set; } = 1_209_600;

    /// <summary>Seconds after which a session of pages that nobody uses is over.</summary>
    [Range(60, 31_536_000)]
    public int PageIdleSeconds { get; set; } = 43_200;

    /// <summary>Seconds after which every session is over, however much it is used.</summary>
    [Range(300, 315_360_000)]
    public int SessionSeconds { get; set; } = 2_592_000;

    /// <summary>The most sessions of an account at once. A further one ends the one that was used longest ago.</summary>
    [Range(1, 1000)]
    public int MaxSessions { get; set; } = 50;

    /// <summary>Seconds for which a one-time link holds: for the first administrator, for a new account, or to set a forgotten password.</summary>
    [Range(60, 604_800)]
    public int LinkSeconds { get; set; } = 86_400;

    /// <summary>Seconds after which tokens are signed with a new key.</summary>
    [Range(3600, 315_360_000)]
    public int SigningKeySeconds { get; set; } = 2_592_000;

    /// <summary>How many wrong passwords an address may try in a row before it has to wait. A device or address that has signed in to an account before is counted by itself there.</summary>
    [Range(1, 10_000)]
    public int GuessesPerAddress { get; set; } = 10;

    /// <summary>How many wrong passwords may be tried for an account by all devices and addresses together that have never signed in to it, before these have to wait.</summary>
    [Range(1, 100_000)]
    public int GuessesPerAccount { get; set; } = 50;

    /// <summary>Seconds after which one wrong password is forgotten: who has to wait may try one more each time.</summary>
    [Range(1, 86_400)]
    public int GuessSeconds { get; set; } = 30;

    /// <summary>How many passwords are checked at the same time, each of which takes a processor for some hundredths of a second.</summary>
    [Range(1, 256)]
    public int PasswordChecks { get; set; } = 2;

    /// <summary>How many sign-ins wait for their password to be checked. Further ones get error 111, or status 429.</summary>
    [Range(1, 100_000)]
    public int QueuedPasswordChecks { get; set; } = 100;

    /// <summary>Signing in through an OpenID Connect provider.</summary>
    public OpenIdOptions OpenId { get; set; } = new();
}

/// <summary>Signing in through an OpenID Connect provider, by the code flow with PKCE. Whoever the provider lets in has an account, with the roles that the provider says at each sign-in.</summary>
public sealed class OpenIdOptions
{
    /// <summary>The provider's address, below which is <c>.well-known/openid-configuration</c>. Empty for no provider.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What the provider knows this server as.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret that the provider gave to this server. Better kept in the environment, or in a file.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>A file whose text is the secret. Read when somebody signs in first.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>What is asked of the provider beside <c>openid</c> and <c>profile</c>.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <summary>The claim that becomes the user id, and must be one that people cannot choose for themselves.</summary>
    public string UserClaim { get; set; } = "preferred_username";

    /// <summary>The claim that has the roles: one text, or several.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The roles here by those of the provider, as <c>hub-admins=admin</c>. Others give nothing.</summary>
    public List<string> RoleMap { get; set; } = [];

    /// <summary>What stands on the button of the sign-in page.</summary>
    public string Label { get; set; } = "Single sign-on";
}
