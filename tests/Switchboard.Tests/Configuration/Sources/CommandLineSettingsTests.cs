using Switchboard.Configuration.Sources;
using Xunit;

namespace Switchboard.Tests.Configuration.Sources;

public sealed class CommandLineSettingsTests
{
    [Theory]
    [InlineData("limits.messageBytes=1", "Switchboard:limits:messageBytes", "1")]
    [InlineData("limits:messageBytes=1", "Switchboard:limits:messageBytes", "1")]
    [InlineData("namespaces:a.b:historySize=1", "Switchboard:namespaces:a.b:historySize", "1")]
    [InlineData("api.keys[0].key=a=b", "Switchboard:api:keys:0:key", "a=b")]
    [InlineData("api.keys.0.methods[1]=info", "Switchboard:api:keys:0:methods:1", "info")]
    [InlineData("inbox.namespace=", "Switchboard:inbox:namespace", "")]
    public void TryParse_Setting_IsKeyAndValue(string text, string key, string value)
    {
        Assert.True(CommandLineSettings.TryParse(text, out var setting));
        Assert.Equal(new KeyValuePair<string, string?>(key, value), setting);
    }

    [Theory]
    [InlineData("")]
    [InlineData("limits.messageBytes")]
    [InlineData("=1")]
    [InlineData("limits..messageBytes=1")]
    [InlineData(".limits=1")]
    public void TryParse_NoSetting_IsRefused(string text) => Assert.False(CommandLineSettings.TryParse(text, out _));
}
