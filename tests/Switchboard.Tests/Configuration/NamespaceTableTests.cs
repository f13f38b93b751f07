using Switchboard.Configuration;
using Xunit;

namespace Switchboard.Tests.Configuration;

public sealed class NamespaceTableTests
{
    private static readonly NamespaceTable _table = new([Named("default"), Named("kept"), Named("Loud")]);

    [Theory]
    [InlineData("room", "default")]
    [InlineData("#42", "default")]
    [InlineData("#a:b", "default")]
    [InlineData("#kept:b", "default")]
    [InlineData("kept:#a:b", "kept")]
    [InlineData("", "default")]
    [InlineData("kept:room", "kept")]
    [InlineData("kept:", "kept")]
    [InlineData("kept:a:b", "kept")]
    [InlineData("Loud:room", "Loud")]
    public void TryResolve_KnownNamespace_IsFound(string channel, string name)
    {
        Assert.True(_table.TryResolve(channel, out var settings));
        Assert.Equal(name, settings.Name);
        Assert.True(_table.TryResolve(channel.AsSpan(), out var again));
        Assert.Same(settings, again);
    }

    [Theory]
    [InlineData("Kept:room")]
    [InlineData("loud:room")]
    [InlineData(":room")]
    [InlineData("none:room")]
    [InlineData("kept :room")]
    public void TryResolve_UnknownNamespace_IsNotFound(string channel)
    {
        Assert.False(_table.TryResolve(channel, out var settings));
        Assert.Null(settings);
    }

    [Fact]
    public void TryResolve_NoDefaultNamespace_ChannelsWithoutColonAreNotFound() =>
        Assert.False(new NamespaceTable([Named("kept")]).TryResolve("room", out _));

    [Theory]
    [InlineData("$room", "default")]
    [InlineData("$kept:room", "kept")]
    [InlineData("kept:room", "kept")]
    [InlineData("$#kept:b", "default")]
    [InlineData("kept:$room", "kept")]
    public void TryResolve_PrivateChannel_IsInTheNamespaceBehindThePrefix(string channel, string name)
    {
        var table = new NamespaceTable([Named("default"), Named("kept")], "$");

        Assert.True(table.TryResolve(channel, out var settings));
        Assert.Equal(name, settings.Name);
        Assert.False(table.TryResolve("$$kept:room", out _));
    }

    [Theory]
    [InlineData("DEFAULT")]
    [InlineData("Default")]
    public void TryResolve_DefaultInAnotherCase_IsTheDefault(string name) =>
        Assert.True(new NamespaceTable([Named(name)]).TryResolve("room", out _));

    [Fact]
    public void TryResolve_Anything_DoesNotAllocate()
    {
        Resolve();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
        {
            Resolve();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void All_Table_IsOrderedByName() =>
        Assert.Equal(["Loud", "default", "kept"], _table.All.Select(settings => settings.Name), StringComparer.Ordinal);

    private static void Resolve()
    {
        _table.TryResolve("kept:room", out _);
        _table.TryResolve("room", out _);
        _table.TryResolve("none:room", out _);
    }

    private static NamespaceSettings Named(string name) => NamespaceSettings.From(name, new NamespaceOptions());
}
