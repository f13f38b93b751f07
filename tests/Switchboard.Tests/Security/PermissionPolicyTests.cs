using Switchboard.Configuration;
using Switchboard.Security;
using Switchboard.Security.Access;
using Xunit;

namespace Switchboard.Tests.Security;

public sealed class PermissionPolicyTests
{
    private const string User = "42";

    private static readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    private static readonly Operations[] _operations =
        [Operations.Subscribe, Operations.Publish, Operations.History, Operations.Presence, Operations.Call];

    private static readonly string[] _channels = ["room", "#42", "#43", "news#41,42", "news#41,43"];

    public static TheoryData<Operations, PrincipalKind> Cells
    {
        get
        {
            var cells = new TheoryData<Operations, PrincipalKind>();
            foreach (var operation in _operations)
            {
                foreach (var kind in Enum.GetValues<PrincipalKind>())
                {
                    cells.Add(operation, kind);
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Decide_EveryCell_IsAsExpected(Operations operation, PrincipalKind kind)
    {
        var cells = 0;
        for (var audience = 0; audience < 32; audience++)
        {
            for (var flags = 0; flags < 32; flags++)
            {
                foreach (var channel in _channels)
                {
                    Check(operation, kind, (Audience)audience, flags, channel);
                    cells++;
                }
            }
        }

        Assert.Equal(5120, cells);
    }

    [Theory]
    [InlineData("block before token", "#42", true, true, true, "Deny", "block")]
    [InlineData("token before user-limited name", "#43", false, true, false, "Allow", "token")]
    [InlineData("grant before user-limited name", "#43", false, false, true, "Allow", "grant")]
    [InlineData("user-limited name before namespace", "#43", false, false, false, "Deny", "user-limited name")]
    [InlineData("user-limited name allows what the namespace does not", "#42", false, false, false, "Allow", "user-limited name")]
    [InlineData("namespace", "room", false, false, false, "Deny", "namespace")]
    public void Decide_Order_IsBlockTokenGrantNameNamespace(
        string row, string channel, bool blocked, bool token, bool granted, string answer, string rule)
    {
        var decision = PermissionPolicy.Decide(Request(
            Operations.Subscribe, PrincipalKind.User, channel.EndsWith("43", StringComparison.Ordinal) ? Audience.User : Audience.None,
            channel, subscribed: false, token, granted, blocked, userLimited: true));

        Assert.Equal((row, answer, rule), (row, decision.Answer.ToString(), decision.Rule));
    }

    [Theory]
    [InlineData("room", Operations.Publish)]
    [InlineData("Room", Operations.Subscribe)]
    [InlineData("room", Operations.None)]
    public void Decide_GrantForSomethingElse_DoesNotHelp(string channel, Operations granted)
    {
        var principal = new Principal { Kind = PrincipalKind.User, UserId = User, Grants = [new Grant(channel, granted)] };

        Assert.False(PermissionPolicy.Decide(new PermissionRequest(principal, Operations.Subscribe, "room", Space(Operations.Subscribe, Audience.None, false), AccessRules.None, _now)).IsAllowed);
    }

    [Fact]
    public void Decide_GrantOfSeveralOperations_AllowsEach()
    {
        var principal = new Principal { Kind = PrincipalKind.User, UserId = User, Grants = [new Grant("room", Operations.Publish | Operations.History)] };

        Assert.True(PermissionPolicy.Decide(new PermissionRequest(principal, Operations.History, "room", Space(Operations.History, Audience.None, false), AccessRules.None, _now)).IsAllowed);
    }

    [Fact]
    public void Decide_SeveralOperationsAtOnce_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => PermissionPolicy.Decide(
            new PermissionRequest(Principal.Anonymous, Operations.Publish | Operations.History, "room", Space(Operations.Publish, Audience.None, false), AccessRules.None, _now)));

    private static void Check(Operations operation, PrincipalKind kind, Audience audience, int flags, string channel)
    {
        var (subscribed, token, granted, blocked, userLimited) =
            ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0, (flags & 16) != 0);
        var request = Request(operation, kind, audience, channel, subscribed, token, granted, blocked, userLimited);
        var expected = Expect(operation, kind, audience, channel, subscribed, token, granted, blocked, userLimited);
        var actual = PermissionPolicy.Decide(request).Answer.ToString();
        Assert.True(
            expected == actual,
            $"{operation} by {kind} on {channel} for {audience}, subscribed {subscribed}, token {token}, grant {granted}, blocked {blocked}, user-limited {userLimited}: {actual}, not {expected}");
    }

    // Written from the rules' text, not from the code: a sentence a line.
    private static string Expect(
        Operations operation, PrincipalKind kind, Audience audience, string channel, bool subscribed, bool token, bool granted, bool blocked, bool userLimited)
    {
        var isPersonal = channel.StartsWith('#');
        var isLimited = operation != Operations.Call && kind != PrincipalKind.Service && (isPersonal || (userLimited && channel.Contains('#', StringComparison.Ordinal)));
        var isListed = kind is PrincipalKind.User or PrincipalKind.Device && channel.Split('#', ',').Contains(User, StringComparer.Ordinal);
        var isMeant = (kind == PrincipalKind.Service && audience.HasFlag(Audience.Service))
            || (kind == PrincipalKind.Anonymous && audience.HasFlag(Audience.Anonymous))
            || (kind is PrincipalKind.User or PrincipalKind.Device && audience.HasFlag(Audience.User))
            || (subscribed && audience.HasFlag(Audience.Subscriber));
        var byNamespace = isMeant ? "Allow" : audience.HasFlag(Audience.Hook) ? "AskHook" : "Deny";
        return (blocked, token || granted, isLimited, isListed, operation) switch
        {
            (true, _, _, _, _) => "Deny",
            (_, true, _, _, _) => "Allow",
            (_, _, true, false, _) => "Deny",
            (_, _, true, true, Operations.Subscribe) => "Allow",
            _ => byNamespace,
        };
    }

    private static PermissionRequest Request(
        Operations operation, PrincipalKind kind, Audience audience, string channel, bool subscribed, bool token, bool granted, bool blocked, bool userLimited)
    {
        var principal = new Principal
        {
            Kind = kind,
            UserId = kind is PrincipalKind.User or PrincipalKind.Device ? User : "",
            IsBlocked = blocked,
            Grants = granted ? [new Grant("other", Operations.None), new Grant(channel, operation)] : [],
        };
        return new PermissionRequest(principal, operation, channel, Space(operation, audience, userLimited), AccessRules.None, _now, subscribed, token);
    }

    private static NamespaceSettings Space(Operations operation, Audience audience, bool userLimited)
    {
        var options = new NamespaceOptions
        {
            UserLimited = userLimited,
            AllowSubscribe = Audience.None,
            AllowPublish = Audience.None,
            AllowHistory = Audience.None,
            AllowPresence = Audience.None,
            AllowCall = Audience.None,
        };
        switch (operation)
        {
            case Operations.Subscribe:
                options.AllowSubscribe = audience;
                break;
            case Operations.Publish:
                options.AllowPublish = audience;
                break;
            case Operations.History:
                options.AllowHistory = audience;
                break;
            case Operations.Presence:
                options.AllowPresence = audience;
                break;
            default:
                options.AllowCall = audience;
                break;
        }

        return NamespaceSettings.From("default", options);
    }
}
