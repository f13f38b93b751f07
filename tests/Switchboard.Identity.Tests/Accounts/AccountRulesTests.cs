using Switchboard.Configuration;
using Switchboard.Configuration.Rules;
using Switchboard.Hosting;
using Xunit;

namespace Switchboard.Identity.Tests.Accounts;

public sealed class AccountRulesTests
{
    [Theory]
    [InlineData("accounts.enabled")]
    [InlineData("accounts.tokenSeconds")]
    [InlineData("accounts.publicUrl")]
    [InlineData("accounts.openId.authority")]
    [InlineData("accounts.openId.clientId")]
    [InlineData("accounts.openId.clientSecretFile")]
    [InlineData("accounts.openId.roleMap")]
    public void Options_ThatDoNotFit_AreNamed(string path)
    {
        var options = new SwitchboardOptions
        {
            Accounts =
            {
                Enabled = true,
                TokenSeconds = 1000,
                RefreshSeconds = 999,
                PublicUrl = "hub.example.com",
                OpenId = { Authority = "http://id.example.com", ClientSecretFile = "/nowhere/secret", RoleMap = ["admin"] },
            },
        };

        var problems = new OptionsValidator(HubRules.All(durableStoreAvailable: true)).Validate(options);

        Assert.Single(problems, problem => problem.Path == path);
    }

    [Fact]
    public void Options_ThatFit_HaveNoProblem()
    {
        var options = new SwitchboardOptions
        {
            Security = { Storage = StorageKind.Durable },
            Accounts = { Enabled = true, PublicUrl = "https://hub.example.com/a", OpenId = { Authority = "https://id.example.com", ClientId = "hub", RoleMap = ["admins=admin"] } },
        };

        Assert.Empty(new OptionsValidator(HubRules.All(durableStoreAvailable: true)).Validate(options));
    }
}
