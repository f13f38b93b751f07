using Switchboard.Configuration;
using Switchboard.Configuration.Rules;
using Xunit;

namespace Switchboard.Tests.Configuration.Rules;

public sealed class JobRulesTests
{
    [Theory]
    [InlineData("a", "work:sum", "", "", null)]
    [InlineData("a", "work:*", "amqp://guest:sesame@localhost", "", null)]
    [InlineData("a", "wo*", "", "", null)]
    [InlineData("", "work:sum", "", "", "jobs.carriers[0].name")]
    [InlineData("a b", "work:sum", "", "", "jobs.carriers[0].name")]
    [InlineData("a", "", "", "", "jobs.carriers[0].methods")]
    [InlineData("a", "*sum", "", "", "jobs.carriers[0].methods")]
    [InlineData("a", "other:sum", "", "", "jobs.carriers[0].methods")]
    [InlineData("a", "sum", "", "", "jobs.carriers[0].methods")]
    [InlineData("a", "work:sum", "http://guest:sesame@localhost", "", "jobs.carriers[0].uri")]
    [InlineData("a", "work:sum", "amqp://guest:sesame@localhost//host", "", "jobs.carriers[0].uri")]
    [InlineData("a", "work:sum", "", "/nowhere/secret", "jobs.carriers[0].uriFile")]
    public void Carrier_IsNamed_HasMethodsOfNamespacesAndAnAddress(string name, string method, string uri, string file, string? expected)
    {
        var options = new SwitchboardOptions { Jobs = new() { Carriers = [new() { Name = name, Methods = [method], Uri = uri, UriFile = file }] } };
        options.Namespaces["work"] = new NamespaceOptions();

        var problem = JobRules.Jobs(options).SingleOrDefault();

        Assert.Equal(expected, problem?.Path);
        Assert.DoesNotContain("sesame", $"{problem?.Problem}", StringComparison.Ordinal);
    }

    [Fact]
    public void Carriers_OfOneName_AreTold()
    {
        var options = new SwitchboardOptions { Jobs = new() { Carriers = [new() { Name = "a", Methods = ["*"] }, new() { Name = "a", Methods = ["*"] }] } };

        Assert.Equal("jobs.carriers[1].name", Assert.Single(JobRules.Jobs(options)).Path);
    }

    [Fact]
    public void Carrier_WithoutAnAddress_NeedsThatOfTheHub()
    {
        var options = new SwitchboardOptions { Jobs = new() { Carriers = [new() { Name = "a", Methods = ["*"] }] } };

        Assert.Contains("jobs.carriers", Assert.Single(BrokerRules.RabbitMq(options)).Problem, StringComparison.Ordinal);
    }
}
