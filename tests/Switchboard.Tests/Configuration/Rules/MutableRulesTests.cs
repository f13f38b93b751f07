using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Rules;
using Switchboard.Hosting;
using Xunit;

namespace Switchboard.Tests.Configuration.Rules;

public sealed class MutableRulesTests
{
    [Theory]
    [InlineData("\"historySize\": 0", "mutable")]
    [InlineData("\"historySize\": 10, \"delta\": \"fossil\"", "mutable")]
    [InlineData("\"historySize\": 10, \"allowTagFilter\": true", "mutable")]
    [InlineData("\"historySize\": 10, \"recovery\": \"cache\"", "recovery")]
    [InlineData("\"historySize\": 10, \"recovery\": \"none\"", "recovery")]
    [InlineData("\"historySize\": 10, \"appendTimeoutSeconds\": 300", "appendTimeoutSeconds")]
    [InlineData("\"historySize\": 10, \"mutableBytes\": 1048577", "mutableBytes")]
    [InlineData("\"type\": \"map\"", "mutable")]
    public void Mutable_WithOptionsThatDoNotFit_IsTold(string options, string expected)
        => Assert.Equal([$"namespaces.growing.{expected}"], Paths($$"""{ "namespaces": { "growing": { "mutable": true, {{options}} } } }"""), StringComparer.Ordinal);

    [Fact]
    public void Mutable_NamespaceOfTheInbox_IsTold()
        => Assert.Equal(
            ["namespaces.growing.mutable"],
            Paths("""{ "namespaces": { "growing": { "mutable": true, "historySize": 10 } }, "inbox": { "namespace": "growing" } }"""),
            StringComparer.Ordinal);

    [Fact]
    public void Mutable_Alone_IsAccepted() => Assert.Empty(Paths("""{ "namespaces": { "growing": { "mutable": true, "historySize": 10 } } }"""));

    private static string[] Paths(string json)
    {
        var reading = ConfigurationReader.Read(ConfigurationOf.Json(json), SwitchboardOptions.SectionName);
        Assert.Empty(reading.Problems);
        return [.. new OptionsValidator(HubRules.All(durableStoreAvailable: false)).Validate(reading.Options).Select(problem => problem.Path)];
    }
}
