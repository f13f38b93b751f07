using System.Text.Json.Serialization;
using Switchboard.Identity.Passkeys;

namespace Switchboard.Identity.Accounts;

/// <summary>A person who may sign in, as the store keeps it under the user id. Times are Unix milliseconds.</summary>
internal sealed record Account
{
    public required string Id { get; init; }

    /// <summary>How people know it; any text.</summary>
    public string Name { get; init; } = "";

    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The password, hashed by the framework; empty where none has been set yet.</summary>
    public string PasswordHash { get; init; } = "";

    public bool IsDisabled { get; init; }

    public long CreatedAt { get; init; }

    public long PasswordChangedAt { get; init; }

    public long SignedInAt { get; init; }

    /// <summary>Hashes of the addresses from which it signed in last, newest first.</summary>
    public IReadOnlyList<string> KnownAddresses { get; init; } = [];

    /// <summary>Who it is at the OpenID Connect provider: issuer and subject; empty for accounts with passwords.</summary>
    public string External { get; init; } = "";
}

/// <summary>A person signed in from one program or browser, as the store keeps it under a random id, owned by the account.</summary>
internal sealed record Session
{
    public required string Id { get; init; }

    public required string User { get; init; }

    /// <summary>Whether it is of a browser's pages; else of a program with tokens.</summary>
    public bool IsOfPages { get; init; }

    /// <summary>The hash of the secret that goes on with it: the refresh token's, or the cookie's.</summary>
    public required string SecretHash { get; init; }

    /// <summary>Hashes of refresh tokens that have been used up, newest first.</summary>
    public IReadOnlyList<string> UsedHashes { get; init; } = [];

    public long CreatedAt { get; init; }

    public long UsedAt { get; init; }

    public string Address { get; init; } = "";

    /// <summary>What the browser or program says of itself.</summary>
    public string Client { get; init; } = "";

    /// <summary>What the OpenID Connect provider is told that somebody signs out with; empty for sessions of passwords.</summary>
    public string IdToken { get; init; } = "";
}

/// <summary>What may be done once by whoever has a code, as the store keeps it under the code's hash, owned by the account.</summary>
internal sealed record OneTimeLink
{
    /// <summary>Whose password it sets; empty for the first administrator, who names the account.</summary>
    public string User { get; init; } = "";
}

/// <summary>The keys that the server made for itself.</summary>
internal sealed record SigningKeys
{
    /// <summary>Keys of tokens, newest first.</summary>
    public IReadOnlyList<SigningKey> Tokens { get; init; } = [];

    /// <summary>What marks forms and devices are made with; it is not replaced.</summary>
    public required byte[] Pages { get; init; }
}

/// <summary>A key of tokens.</summary>
internal sealed record SigningKey(string Id, byte[] Secret, long CreatedAt);

/// <summary>How records are kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(OneTimeLink))]
[JsonSerializable(typeof(SigningKeys))]
[JsonSerializable(typeof(Passkey))]
[JsonSerializable(typeof(PasskeyState))]
internal sealed partial class RecordJsonContext : JsonSerializerContext;
