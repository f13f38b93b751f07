using Switchboard.Configuration;
using Xunit;

namespace Switchboard.Tests.Configuration;

public sealed class SettingsHolderTests
{
    [Fact]
    public void Change_NewSettings_AreCurrentWhenListenersHear()
    {
        var holder = new SettingsHolder(SwitchboardSettings.From(new SwitchboardOptions()));
        var changed = SwitchboardSettings.From(new SwitchboardOptions());
        var heard = new List<(SwitchboardSettings Given, SwitchboardSettings Current)>();
        using var listener = holder.OnChange(settings => heard.Add((settings, holder.Current)));

        holder.Change(changed);

        Assert.Same(changed, holder.Current);
        Assert.Equal([(changed, changed)], heard);
    }

    [Fact]
    public void Dispose_Listener_HearsNoMore()
    {
        var holder = new SettingsHolder(SwitchboardSettings.From(new SwitchboardOptions()));
        var heard = 0;
        holder.OnChange(_ => heard++).Dispose();

        holder.Change(SwitchboardSettings.From(new SwitchboardOptions()));

        Assert.Equal(0, heard);
    }
}
