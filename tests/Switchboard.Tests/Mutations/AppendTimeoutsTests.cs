using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Mutations;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Mutations;

/// <summary>Publications whose writers have gone are broken, whatever else is there.</summary>
public sealed class AppendTimeoutsTests
{
    // More than are looked at together.
    private const int Stale = 300;

    private const string Namespaces = """
        "old": { "mutable": true, "historySize": 1000, "mutableOpen": 1000 },
        "new": { "mutable": true, "historySize": 10 }
        """;

    private static readonly StreamRetention _retention = new(10, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_NamespaceThatIsNoLongerMutable_HoldsUpNoOther(bool isThere)
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        for (var i = 0; i < Stale; i++)
        {
            await OpenAsync(hub, "old:a");
        }

        await OpenAsync(hub, "new:a");
        var options = new SwitchboardOptions();
        options.Namespaces["new"] = new NamespaceOptions { Mutable = true, HistorySize = 10 };
        if (isThere)
        {
            options.Namespaces["old"] = new NamespaceOptions { HistorySize = 1000 };
        }

        var settings = hub.Get<SettingsHolder>();
        settings.Change(settings.Current with { Namespaces = SwitchboardSettings.From(options).Namespaces });
        hub.Time.Advance(TimeSpan.FromMinutes(2));

        await hub.Get<AppendTimeouts>().EndAsync(EngineHub.Cancelled);

        Assert.Equal("broken", Assert.Single((await ReadAsync(hub, "new:a")).Publications).Tags![MutationTags.State]);
        var old = await ReadAsync(hub, "old:a");
        Assert.Equal((0, (ulong)Stale), (old.Publications.Count, old.Top.Offset));
    }

    private static async Task OpenAsync(EngineHub hub, string channel)
        => await hub.Get<ISwitchboard>().PublishMutableAsync(channel, "1"u8.ToArray(), new PublishOptions { Open = true }, EngineHub.Cancelled);

    private static ValueTask<StreamSlice> ReadAsync(EngineHub hub, string channel) => hub.Get<IWholeStore>().ReadWholesAsync(channel, _retention, new WholeRead(), EngineHub.Cancelled);
}
