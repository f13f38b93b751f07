using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Security;
using Switchboard.Security.Access;
using Xunit;

namespace Switchboard.Tests.Security;

/// <summary>The one decision over what was said at run time: every operation by every kind of principal under every rule.</summary>
public sealed class AccessPolicyTests
{
    private const string User = "42";
    private const string Role = "editors";

    private static readonly DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] _rules =
    [
        "nothing", "block", "block that is over", "grant to user", "grant to role", "grant that is over", "grant of another operation", "grant of another channel",
        "grant to another user", "grant to another role", "block and grant", "scope with channel", "scope without channel", "scope without channel, and grant", "scope without channel, and token",
    ];

    public static MatrixTheoryData<Operations, PrincipalKind, string> Cells
        => new(Enum.GetValues<Operations>().Where(static operation => operation != Operations.None), Enum.GetValues<PrincipalKind>(), _rules);

    [Theory]
    [MemberData(nameof(Cells))]
    public void Decide_EveryCell_IsAsExpected(Operations operation, PrincipalKind kind, string rule)
    {
        var isNamed = kind is PrincipalKind.User or PrincipalKind.Device;
        var principal = new Principal
        {
            Kind = kind,
            UserId = isNamed ? User : "",
            Roles = isNamed ? [Role] : [],
            Scope = rule.StartsWith("scope with channel", StringComparison.Ordinal) ? ["other:*", "chat:*"] : rule.StartsWith("scope", StringComparison.Ordinal) ? ["other:*"] : [],
        };
        var request = new PermissionRequest(
            principal, operation, "chat:a", Closed, RulesOf(rule, operation), _now, HasToken: rule.EndsWith("token", StringComparison.Ordinal));

        var decision = PermissionPolicy.Decide(request);

        Assert.Equal(Expect(rule, isNamed), $"{decision.Answer} by {decision.Rule}{(decision.By is { } by ? $" of {by}" : "")}");
    }

    // Written from the rules' text: a sentence a line.
    private static string Expect(string rule, bool isNamed) => (rule, isNamed) switch
    {
        ("block" or "block and grant", true) => "Deny by block",
        ("scope without channel" or "scope without channel, and grant" or "scope without channel, and token", _) => "Deny by key scope",
        ("grant to user", true) => $"Allow by grant of user:{User}",
        ("grant to role", true) => $"Allow by grant of role:{Role}",
        _ => "Deny by namespace",
    };

    private static AccessRules RulesOf(string rule, Operations operation) => rule switch
    {
        "block" => AccessRules.None.With(Block(null)),
        "block that is over" => AccessRules.None.With(Block(_now)),
        "grant to user" or "scope without channel, and grant" => AccessRules.None.With(Grant(operation, user: User)),
        "grant to role" => AccessRules.None.With(Grant(operation, role: Role)),
        "grant that is over" => AccessRules.None.With(Grant(operation, user: User, until: _now)),
        "grant of another operation" => AccessRules.None.With(Grant(operation == Operations.Send ? Operations.Call : Operations.Send, user: User)),
        "grant of another channel" => AccessRules.None.With(Grant(operation, user: User, channels: "chat:b*")),
        "grant to another user" => AccessRules.None.With(Grant(operation, user: "43")),
        "grant to another role" => AccessRules.None.With(Grant(operation, role: "readers")),
        "block and grant" => AccessRules.None.With(Block(null)).With(Grant(operation, user: User)),
        _ => AccessRules.None,
    };

    [Fact]
    public void Without_WhatWasGiven_IsAsBefore()
    {
        StoredRecord[] records = [Block(null), Grant(Operations.Publish, user: User), Grant(Operations.Call, role: Role), Revocation("token", null), Revocation(null, User)];
        var rules = records.Aggregate(AccessRules.None, static (all, record) => all.With(record));
        var principal = new Principal { Kind = PrincipalKind.User, UserId = User, Roles = [Role] };
        Assert.True(rules.IsBlocked(User, _now));
        Assert.True(rules.IsRevoked("", "token", null, _now));
        Assert.True(rules.IsRevoked(User, "", _now.AddSeconds(-1), _now));
        Assert.False(rules.IsRevoked(User, "", _now, _now));
        Assert.False(rules.IsRevoked(User, "", _now.AddSeconds(20), _now));
        Assert.True(rules.IsRevoked(User, "", _now.AddHours(1), _now));
        Assert.NotNull(rules.FindGrant(principal, Operations.Call, "chat:a", _now));

        rules = records.Aggregate(rules, static (all, record) => all.Without(record));

        Assert.False(rules.IsBlocked(User, _now));
        Assert.False(rules.IsRevoked(User, "token", null, _now));
        Assert.Null(rules.FindGrant(principal, Operations.Call, "chat:a", _now));
        Assert.Null(rules.FindGrant(principal, Operations.Publish, "chat:a", _now));
    }

    private static NamespaceSettings Closed => NamespaceSettings.From("default", new NamespaceOptions
    {
        AllowSubscribe = Audience.None,
        AllowPublish = Audience.None,
        AllowHistory = Audience.None,
        AllowPresence = Audience.None,
        AllowCall = Audience.None,
        AllowServe = Audience.None,
        AllowSend = Audience.None,
        AllowEdit = Audience.None,
    });

    private static StoredRecord Block(DateTimeOffset? until)
        => new(AccessKinds.Block, User) { ExpiresAt = until, Body = AccessJson.Write(new BlockBody(User, "")) };

    private static StoredRecord Grant(Operations operations, string? user = null, string? role = null, string channels = "chat:*", DateTimeOffset? until = null)
    {
        var body = new GrantBody { User = user, Role = role, Channels = channels, Operations = operations };
        return new StoredRecord(AccessKinds.Grant, GrantBody.IdOf(body.Subject, channels, until)) { ExpiresAt = until, Body = AccessJson.Write(body) };
    }

    private static StoredRecord Revocation(string? token, string? user)
    {
        var body = new RevocationBody { TokenId = token, User = user, Before = _now.ToUnixTimeMilliseconds() };
        return new StoredRecord(AccessKinds.Revocation, body.Id) { Body = AccessJson.Write(body) };
    }
}
