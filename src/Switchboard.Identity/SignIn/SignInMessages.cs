using System.Text.Json.Serialization;

namespace Switchboard.Identity.SignIn;

/// <summary>A user id and password.</summary>
internal sealed record LoginRequest
{
    public string? User { get; init; }

    public string? Password { get; init; }
}

/// <summary>A refresh token.</summary>
internal sealed record RefreshTokenRequest
{
    public string? RefreshToken { get; init; }
}

/// <summary>A program is signed in.</summary>
internal sealed record LoginAnswer
{
    public required string Token { get; init; }

    public required string RefreshToken { get; init; }

    /// <summary>When the token expires, in Unix milliseconds.</summary>
    public required long ExpiresAt { get; init; }
}

/// <summary>Nothing to tell.</summary>
internal sealed record NothingAnswer;

/// <summary>An answer as those of the HTTP API are.</summary>
internal sealed record Answer<T>(T Result);

/// <summary>Who is signed in at a page.</summary>
internal sealed record MeAnswer
{
    public required string User { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>What a page sends as the header X-CSRF-Token, or the field csrf, with whatever changes something.</summary>
    public required string Csrf { get; init; }

    /// <summary>When the session is over, unless it is used before, in Unix milliseconds.</summary>
    public required long ExpiresAt { get; init; }
}

/// <summary>How these are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RefreshTokenRequest))]
[JsonSerializable(typeof(Answer<LoginAnswer>))]
[JsonSerializable(typeof(Answer<NothingAnswer>))]
[JsonSerializable(typeof(Answer<MeAnswer>))]
internal sealed partial class SignInJsonContext : JsonSerializerContext;
