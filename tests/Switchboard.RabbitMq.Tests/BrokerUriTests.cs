using Microsoft.AspNetCore.Builder;
using Switchboard.Hosting;
using Switchboard.RabbitMq.Celery;
using Switchboard.RabbitMq.Jobs;
using Xunit;

namespace Switchboard.RabbitMq.Tests;

/// <summary>URIs that cannot be used are refused where they are given.</summary>
public sealed class BrokerUriTests
{
    [Theory]
    [InlineData("amqp://a:secret@h:1//apps", "%2F")]
    [InlineData("amqp://a:secret@h:1/apps/one", "%2F")]
    [InlineData("amqp://a:se:cret@h:1/apps", "%3A")]
    [InlineData("amqp:apps", "names no host")]
    [InlineData("amqp:///apps", "names no host")]
    public void Uri_ThatTheClientDoesNotTake_IsRefusedAtOnce(string uri, string hint)
    {
        var hub = WebApplication.CreateSlimBuilder().Services.AddSwitchboard(static _ => { });
        var refusals = new[]
        {
            Assert.Throws<ArgumentException>(() => hub.UseRabbitMq(options => options.Uri = uri)).Message,
            new RabbitMqCarrierOptions { Name = "a", Uri = new Uri(uri) }.FindMistake(),
            new CeleryCarrierOptions { Name = "a", Uri = new Uri(uri) }.FindMistake(),
        };

        Assert.All(refusals, refusal => Assert.Contains(hint, refusal, StringComparison.Ordinal));
        Assert.All(refusals, static refusal => Assert.DoesNotContain("cret", refusal, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("amqp://localhost")]
    [InlineData("amqps://a:b@h/")]
    [InlineData("amqp://a:b@h:1/%2Fapps%2Fone")]
    public void Uri_OfAVirtualHost_IsTaken(string uri)
    {
        _ = WebApplication.CreateSlimBuilder().Services.AddSwitchboard(static _ => { }).UseRabbitMq(options => options.Uri = uri);

        Assert.Null(new RabbitMqCarrierOptions { Name = "a", Uri = new Uri(uri) }.FindMistake());
    }
}
