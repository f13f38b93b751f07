using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>The commands by which a server is administered: accounts, service keys, tickets and grants, against a server with accounts.</summary>
public sealed class AdministrationTests(AccountServer server) : IClassFixture<AccountServer>
{
    private const string Time = @"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z";

    [Fact]
    public async Task Account_CreatedAndReset_LinkIsWholeOnItsLine()
    {
        var created = await server.RunAsync("account", "create", "anna", "--role", "editor");
        var reset = await server.RunAsync("account", "reset", "anna");

        Assert.All([created, reset], result =>
        {
            Assert.Matches($@"\A{Regex.Escape(server.Address.ToString())}account/reset\?code=[\w-]{{43}}\n\z", result.Output);
            Assert.Matches($"works once, until {Time}", result.Errors);
            Assert.Contains("accounts.publicUrl", result.Errors, StringComparison.Ordinal);
        });
        Assert.Contains("the present password holds until then", reset.Errors, StringComparison.Ordinal);
        Assert.Matches($@"\Auser\tanna\nname\t\nroles\teditor\ndisabled\t\ncreated\t{Time}\nsigned in\t\n\z", (await server.RunAsync("account", "get", "anna")).Output);
    }

    [Fact]
    public void FirstAdministrator_Link_EndsItsLine()
        => Assert.Matches($@" {Regex.Escape(server.Address.ToString())}account/setup\?code=[\w-]{{43}}\z", server.FirstLink);

    [Fact]
    public async Task Account_ShutOutAndLetIn_IsSaidInWords()
    {
        await server.RunAsync("account", "create", "bert");

        Assert.StartsWith("Disabled bert: ", (await server.RunAsync("account", "disable", "bert")).Output, StringComparison.Ordinal);
        Assert.StartsWith("Enabled bert: ", (await server.RunAsync("account", "enable", "bert")).Output, StringComparison.Ordinal);
        Assert.Equal("Ended 0 sessions.\n", (await server.RunAsync("account", "end-session", "bert")).Output);
        var unknown = await server.RunAsync("account", "end-session", "bert", "none");
        Assert.Equal((5, "switchboard: There is no such session.\n"), (unknown.ExitCode, unknown.Errors));
        Assert.StartsWith("Deleted bert, ", (await server.RunAsync("account", "delete", "bert")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_GetAndChange_HaveWhatTheListHas()
    {
        var created = await server.RunAsync("key", "create", "shop", "--operation", "publish", "--channel", "shop:*");
        Assert.Matches(@"\Akey_[\w-]+\n\z", created.Output);
        Assert.Contains("shown this once", created.Errors, StringComparison.Ordinal);

        var listed = (await server.RunAsync("key", "list")).Output;
        Assert.Matches($@"\Aname\toperations\tchannels\tmade\tends\t.*\nshop\tpublish\tshop:\*\t{Time}\t\t\t\t\n\z", listed);
        var got = (await server.RunAsync("key", "get", "shop")).Output.TrimEnd('\n').Split('\n').Select(static line => line.Split('\t')).ToArray();
        Assert.Equal(listed.TrimEnd('\n').Split('\n').Select(static line => line.Split('\t')), [[.. got.Select(static line => line[0])], [.. got.Select(static line => line[1])]]);
        var changed = (await server.RunAsync("key", "change", "shop", "--all-channels", "--expire-at", "2100-01-01T00:00:00Z", "--disabled", "true")).Output;
        Assert.Matches($@"\nchannels\tall\nmade\t{Time}\nends\t2100-01-01T00:00:00\.000Z\n(.*\n)*disabled\tyes\n\z", changed);
        await server.RunAsync("key", "delete", "shop");
    }

    [Fact]
    public async Task Device_Disabled_IsEnabledAgain()
    {
        await server.RunAsync("device", "create", "press-7", "--public-key", "press.pub.pem");

        await server.RunAsync("device", "disable", "press-7");
        Assert.Matches($@"\Aid\tpress-7\nname\t\nalgorithm\tP256\nmade\t{Time}\n(.*\n)*disabled\tyes\n\z", (await server.RunAsync("device", "get", "press-7")).Output);
        await server.RunAsync("device", "enable", "press-7");
        Assert.Matches($@"\npress-7\t\tP256\t{Time}\t\t\t\n\z", (await server.RunAsync("device", "list")).Output);
    }

    [Fact]
    public async Task Grant_OfARole_IsExplained_UntilATimeOfTheCalendar()
    {
        await server.RunAsync("grant", "--role", "editor", "--operation", "publish", "--channel", "news:*", "--until", "2100-01-01");

        var explained = await server.RunAsync("explain", "publish", "news:1", "--user", "5", "--role", "editor", "--json");
        Assert.Equal("grant", Assert.Single(CommandLineFixture.LinesOf(explained)).GetProperty("rule").GetString());
        Assert.Matches(@"\n\teditor\tpublish\tnews:\*\t2100-01-01T\d\d:00:00\.000Z\n\z", (await server.RunAsync("grants", "--role", "editor")).Output);
        var ofKey = await server.RunAsync("explain", "publish", "other", "--service-key", "all", "--json");
        Assert.True(Assert.Single(CommandLineFixture.LinesOf(ofKey)).GetProperty("allowed").GetBoolean());
        Assert.Equal("Took operations back from 1 grant.\n", (await server.RunAsync("revoke", "--role", "editor", "--operation", "publish", "--channel", "news:*")).Output);
    }

    [Fact]
    public async Task Audit_IsOff_SaysWhichOptionTurnsItOn()
        => Assert.EndsWith("turn on audit.enabled (108).\n", (await server.RunAsync("audit", "list")).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task Ticket_WithClaims_SaysHowLongItIsGood()
    {
        var made = await server.RunAsync("ticket", "42", "--claims", """{"role":"editor"}""");

        Assert.Matches(@"\Aticket_[\w-]+\n\z", made.Output);
        Assert.Matches($"once, until {Time}", made.Errors);
        Assert.Matches($@"\n[0-9a-f]+\t42\t{Time}\t\t\t\n\z", (await server.RunAsync("tickets")).Output);
    }
}
