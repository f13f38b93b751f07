using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands;

namespace Switchboard.Identity.Accounts;

/// <summary>Makes an account.</summary>
internal sealed record AccountCreateRequest
{
    [Description("The user id: letters a to z, digits and . _ @ + -. Case makes no difference.")]
    [Required]
    public string? User { get; init; }

    [Description("How people know the person.")]
    public string? Name { get; init; }

    [Description("The roles, such as admin for administrators.")]
    public IReadOnlyList<string>? Roles { get; init; }

    [Description("The password. Without one, the answer has a one-time link to set one.")]
    public string? Password { get; init; }
}

/// <summary>Changes an account.</summary>
internal sealed record AccountChangeRequest
{
    [Description("The user id.")]
    [Required]
    public string? User { get; init; }

    [Description("How people know the person from now on.")]
    public string? Name { get; init; }

    [Description("All the roles from now on.")]
    public IReadOnlyList<string>? Roles { get; init; }

    [Description("The password from now on; the sessions of the account end.")]
    public string? Password { get; init; }
}

/// <summary>Names an account.</summary>
internal sealed record AccountRequest
{
    [Description("The user id.")]
    [Required]
    public string? User { get; init; }
}

/// <summary>Asks for accounts.</summary>
internal sealed record AccountListRequest
{
    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most accounts to return, up to 1000. 0 or absent is 100.")]
    public int? Limit { get; init; }
}

/// <summary>Asks for the sessions of an account.</summary>
internal sealed record SessionListRequest
{
    [Description("The user id.")]
    [Required]
    public string? User { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most sessions to return, up to 1000. 0 or absent is 100.")]
    public int? Limit { get; init; }
}

/// <summary>Ends sessions.</summary>
internal sealed record SessionEndRequest
{
    [Description("The user id.")]
    [Required]
    public string? User { get; init; }

    [Description("The id of the session. Without one, all sessions of the account end.")]
    public string? Session { get; init; }
}

/// <summary>An account. Nothing of its password is told.</summary>
internal record AccountInfo
{
    [Description("The user id.")]
    public required string User { get; init; }

    [Description("How people know the person.")]
    public required string Name { get; init; }

    [Description("The roles.")]
    public required IReadOnlyList<string> Roles { get; init; }

    [Description("Whether the account is shut out.")]
    public required bool Disabled { get; init; }

    [Description("Whether a password has been set.")]
    public required bool HasPassword { get; init; }

    [Description("When it was made, in Unix milliseconds.")]
    public required long CreatedAt { get; init; }

    [Description("When its password was set last, in Unix milliseconds; absent for never.")]
    public long? PasswordChangedAt { get; init; }

    [Description("When somebody signed in to it last, in Unix milliseconds; absent for never.")]
    public long? SignedInAt { get; init; }

    public static AccountInfo Of(Account account) => new()
    {
        User = account.Id,
        Name = account.Name,
        Roles = account.Roles,
        Disabled = account.IsDisabled,
        HasPassword = account.PasswordHash.Length > 0,
        CreatedAt = account.CreatedAt,
        PasswordChangedAt = account.PasswordChangedAt > 0 ? account.PasswordChangedAt : null,
        SignedInAt = account.SignedInAt > 0 ? account.SignedInAt : null,
    };
}

/// <summary>An account that was made.</summary>
internal sealed record AccountCreateResult
{
    [Description("The account.")]
    public required AccountInfo Account { get; init; }

    [Description("The one-time link to set the first password with; absent where one was given. It is told this once.")]
    public LinkInfo? Link { get; init; }
}

/// <summary>A one-time link.</summary>
internal sealed record LinkInfo
{
    [Description("The address, which begins with accounts.publicUrl.")]
    public required string Url { get; init; }

    [Description("The code in it.")]
    public required string Code { get; init; }

    [Description("Until when it holds, in Unix milliseconds.")]
    public required long ExpiresAt { get; init; }

    public static LinkInfo Of(IssuedLink link) => new() { Url = link.Address, Code = link.Code, ExpiresAt = link.ExpiresAt.ToUnixTimeMilliseconds() };
}

/// <summary>A page of accounts.</summary>
internal sealed record AccountListResult
{
    [Description("The accounts, in the order of their user ids.")]
    public required IReadOnlyList<AccountInfo> Accounts { get; init; }

    [Description("What asks for the next page; absent on the last.")]
    public string? Cursor { get; init; }
}

/// <summary>A page of sessions.</summary>
internal sealed record SessionListResult
{
    [Description("The sessions.")]
    public required IReadOnlyList<SessionInfo> Sessions { get; init; }

    [Description("What asks for the next page; absent on the last.")]
    public string? Cursor { get; init; }
}

/// <summary>A session.</summary>
internal sealed record SessionInfo
{
    [Description("Its id.")]
    public required string Session { get; init; }

    [Description("What it is of: token for programs, page for browsers.")]
    public required string Kind { get; init; }

    [Description("When it began, in Unix milliseconds.")]
    public required long CreatedAt { get; init; }

    [Description("When it was used last, to about a minute, in Unix milliseconds.")]
    public required long UsedAt { get; init; }

    [Description("When it is over, unless it is used before, in Unix milliseconds.")]
    public required long ExpiresAt { get; init; }

    [Description("The remote address at its last use or, of a page, at its beginning.")]
    public required string Address { get; init; }

    [Description("What the browser or program says of itself.")]
    public required string Client { get; init; }
}

/// <summary>Sessions have ended.</summary>
internal sealed record SessionEndResult
{
    [Description("How many.")]
    public required int Ended { get; init; }
}

/// <summary>How these are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = OperationJsonContext.MaxDepth)]
[JsonSerializable(typeof(AccountCreateRequest))]
[JsonSerializable(typeof(AccountCreateResult))]
[JsonSerializable(typeof(AccountChangeRequest))]
[JsonSerializable(typeof(AccountRequest))]
[JsonSerializable(typeof(AccountListRequest))]
[JsonSerializable(typeof(AccountListResult))]
[JsonSerializable(typeof(SessionListRequest))]
[JsonSerializable(typeof(SessionListResult))]
[JsonSerializable(typeof(SessionEndRequest))]
[JsonSerializable(typeof(SessionEndResult))]
[JsonSerializable(typeof(LinkInfo))]
internal sealed partial class AccountJsonContext : JsonSerializerContext;
