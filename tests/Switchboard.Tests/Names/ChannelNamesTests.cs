using Switchboard.Configuration;
using Switchboard.Names;
using Xunit;

namespace Switchboard.Tests.Names;

public sealed class ChannelNamesTests
{
    [Theory]
    [InlineData("room", "", true)]
    [InlineData("n:room", "", true)]
    [InlineData("n:", "", true)]
    [InlineData("", "", false)]
    [InlineData("n:a b~", "", true)]
    [InlineData("n:ü", "", false)]
    [InlineData("n:a\tb", "", false)]
    [InlineData("n:1234567", "", false)]
    [InlineData("n:12", "[0-9]+", true)]
    [InlineData("n:x12", "[0-9]+", false)]
    [InlineData("n:", ".*", false)]
    [InlineData("n:üü", "ü+", true)]
    [InlineData("n:üüüü", "ü+", false)]
    [InlineData("#Zoë is longer", "[0-9]+", true)]
    [InlineData("n:#Zoë is longer", "[0-9]+", true)]
    [InlineData("#a,b", "[0-9]+", false)]
    [InlineData("#\u200b", "", false)]
    public void IsValid_Name_IsHeldToPatternAndBytes(string channel, string pattern, bool expected)
    {
        var space = NamespaceSettings.From("n", new NamespaceOptions { NamePattern = pattern, MaxNameBytes = 8 });

        Assert.Equal(expected, ChannelNames.IsValid(channel, space));
    }

    [Theory]
    [InlineData("$n:12", true, true)]
    [InlineData("$12", true, true)]
    [InlineData("$n:x", true, false)]
    [InlineData("n:12", false, true)]
    public void IsPrivate_Name_BeginsWithThePrefix(string channel, bool isPrivate, bool isValid)
    {
        var space = NamespaceSettings.From("n", new NamespaceOptions { NamePattern = "[0-9]+" }) with { PrivatePrefix = "$" };

        Assert.Equal((isPrivate, isValid), (ChannelNames.IsPrivate(channel, space), ChannelNames.IsValid(channel, space)));
        Assert.False(ChannelNames.IsPrivate(channel, space with { PrivatePrefix = "" }));
    }

    [Theory]
    [InlineData("#42", false, true)]
    [InlineData("n:#42", false, true)]
    [InlineData("#a:b", false, true)]
    [InlineData("news#42", false, false)]
    [InlineData("news#42", true, true)]
    [InlineData("n:news#42", true, true)]
    [InlineData("news", true, false)]
    public void IsUserLimited_Name_DependsOnMarkAndNamespace(string channel, bool userLimited, bool expected)
        => Assert.Equal(expected, ChannelNames.IsUserLimited(channel, NamespaceSettings.From("n", new NamespaceOptions { UserLimited = userLimited })));

    [Theory]
    [InlineData("#42", "42", true)]
    [InlineData("#42", "4", false)]
    [InlineData("#42", "", false)]
    [InlineData("#", "", false)]
    [InlineData("n:#42", "42", true)]
    [InlineData("news#42,43", "43", true)]
    [InlineData("news#42,43", "42,43", false)]
    [InlineData("news#42,43", "44", false)]
    [InlineData("news#42,", "", false)]
    [InlineData("n:news#1:2,3", "1:2", true)]
    [InlineData("#a:b", "a:b", true)]
    [InlineData("#a:b", "b", false)]
    [InlineData("n:#a:b", "a:b", true)]
    [InlineData("#a,b", "a,b", true)]
    [InlineData("#a,b", "a", false)]
    [InlineData("#a#b", "a#b", true)]
    [InlineData("#a#b", "b", false)]
    public void Lists_User_IsAmongThoseNamed(string channel, string user, bool expected) => Assert.Equal(expected, ChannelNames.Lists(channel, user));

    [Theory]
    [InlineData("", "42", "#42")]
    [InlineData("notices", "42", "notices:#42")]
    [InlineData("", "a:b,c#d", "#a:b,c#d")]
    public void Inbox_OfAUser_BelongsToThatUser(string space, string user, string expected)
    {
        var inbox = ChannelNames.Inbox(new InboxSettings(true, space), user);

        Assert.Equal(expected, inbox);
        Assert.True(ChannelNames.Lists(inbox, user));
    }
}
