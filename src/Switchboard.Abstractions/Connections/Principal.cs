using System.Security.Claims;

namespace Switchboard;

/// <summary>Who is behind a connection or a request.</summary>
public sealed record Principal
{
    /// <summary>The role of those who administer the hub.</summary>
    public const string AdministratorRole = "admin";

    /// <summary>Nobody in particular.</summary>
    public static Principal Anonymous { get; } = new() { Kind = PrincipalKind.Anonymous };

    /// <summary>Server code and holders of an API key.</summary>
    public static Principal Service { get; } = new() { Kind = PrincipalKind.Service };

    /// <summary>What kind of party this is.</summary>
    public required PrincipalKind Kind { get; init; }

    /// <summary>The user id, compared ordinally; empty for anonymous parties and unnamed services.</summary>
    public string UserId { get; init; } = "";

    /// <summary>JSON shown to others as the connection's info; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>JSON that only the server and its hooks see; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Meta { get; init; }

    /// <summary>The roles of an account, by which grants are given; empty for principals without.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The id of the token that it came with (jti), by which that can be revoked; empty where there is none.</summary>
    public string TokenId { get; init; } = "";

    /// <summary>What this principal may do beyond what the namespaces say.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>Patterns of the channels that it is limited to, whatever else allows more; empty for no limit. A service key can have some.</summary>
    public IReadOnlyList<string> Scope { get; init; } = [];

    /// <summary>What the application knows about the principal: the claims of its own login, and those that hooks added. The hub decides nothing by them.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Whether it may ask for the operations of administrators.</summary>
    public bool IsAdministrator => Roles.Contains(AdministratorRole, StringComparer.Ordinal);

    /// <summary>Whether every operation of this principal is refused.</summary>
    public bool IsBlocked { get; init; }
}

/// <summary>What stands behind a connection.</summary>
public enum PrincipalKind
{
    /// <summary>Nobody has been identified.</summary>
    Anonymous,

    /// <summary>A person, known by a user id.</summary>
    User,

    /// <summary>A device with an account of its own.</summary>
    Device,

    /// <summary>A program with an API key, or server code.</summary>
    Service,
}
