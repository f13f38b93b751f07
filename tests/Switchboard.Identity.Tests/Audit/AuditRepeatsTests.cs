using Microsoft.Extensions.Time.Testing;
using Switchboard.Extensibility;
using Switchboard.Identity.Audit;
using Xunit;

namespace Switchboard.Identity.Tests.Audit;

public sealed class AuditRepeatsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AuditRepeats _repeats;

    public AuditRepeatsTests() => _repeats = new AuditRepeats(_time);

    [Fact]
    public void Refusal_ThatRepeats_IsCounted_AndWrittenAnewAfterAMinute()
    {
        Assert.True(_repeats.IsNew(Refusal("a")));
        Assert.False(_repeats.IsNew(Refusal("a")));
        Assert.False(_repeats.IsNew(Refusal("a")));
        Assert.True(_repeats.IsNew(Refusal("a") with { Actor = "user:bob" }));
        Assert.True(_repeats.IsNew(Refusal("a", "publish")));
        Assert.Empty(_repeats.Take(all: false));

        _time.Advance(TimeSpan.FromMinutes(1));

        var counted = Assert.Single(_repeats.Take(all: false));
        Assert.Equal(("2", "a"), (counted.Details["repeated"], counted.Target));
        Assert.True(_repeats.IsNew(Refusal("a")));
    }

    [Fact]
    public void Refusals_OfOneSource_OfEverOtherTargets_ShareAnEntry()
    {
        var written = Enumerable.Range(0, 5000).Count(i => _repeats.IsNew(Refusal($"channel-{i}")));

        Assert.Equal(AuditRepeats.MaxKindsOfSource, written);
        var counted = Assert.Single(_repeats.Take(all: true));
        Assert.Equal((AuditRepeats.Various, "", "user:ann", $"{5000 - written}"), (counted.Result, counted.Target, counted.Actor, counted.Details["repeated"]));
        Assert.True(_repeats.IsNew(Refusal("channel-0")));
    }

    [Fact]
    public void Refusals_OfEverOtherSources_ShareAnEntry_WhenThereAreMany()
    {
        var written = Enumerable.Range(0, 5000).Count(i => _repeats.IsNew(Refusal("a") with { Address = $"10.0.{i / 250}.{i % 250}" }));

        Assert.Equal(AuditRepeats.MaxKinds, written);
        var counted = Assert.Single(_repeats.Take(all: true));
        Assert.Equal((AuditRepeats.Various, AuditRepeats.Various, "", $"{5000 - written}"), (counted.Result, counted.Actor, counted.Address, counted.Details["repeated"]));
    }

    [Fact]
    public void Refusals_OfOneNetwork_AreOfOneSource()
        => Assert.Equal(1, Enumerable.Range(1, 100).Count(i => _repeats.IsNew(Refusal("a") with { Address = $"2001:db8::{i:x}" })));

    [Fact]
    public void Event_ThatIsNoRefusal_IsAlwaysWritten()
        => Assert.All(Enumerable.Range(0, 10), _ => Assert.True(_repeats.IsNew(Refusal("a") with { Action = "connect.accepted" })));

    private static AuditEvent Refusal(string target, string operation = "subscribe") => new("operation.refused")
    {
        Actor = "user:ann",
        Address = "192.0.2.1",
        Target = target,
        Result = "permission denied",
        Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["operation"] = operation },
    };
}
