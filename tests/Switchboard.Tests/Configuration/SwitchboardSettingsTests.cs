using System.Globalization;
using System.Reflection;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Tests.Configuration;

public sealed class SwitchboardSettingsTests
{
    // Under the names that they have in the settings of boards.
    private static readonly Dictionary<string, string> _audiencesOfBoards = new(StringComparer.Ordinal)
    {
        [nameof(NamespaceOptions.AllowTake)] = nameof(BoardSettings.AllowTake),
        [nameof(NamespaceOptions.AllowTakeOver)] = nameof(BoardSettings.AllowTakeOver),
        [nameof(NamespaceOptions.AllowFree)] = nameof(BoardSettings.AllowFree),
        [nameof(NamespaceOptions.AllowNote)] = nameof(BoardSettings.AllowNote),
        [nameof(NamespaceOptions.AllowBoardHistory)] = nameof(BoardSettings.AllowHistory),
        [nameof(NamespaceOptions.AllowBoardManage)] = nameof(BoardSettings.AllowManage),
    };

    [Fact]
    public void From_Options_ResolvesUnits()
    {
        var options = new SwitchboardOptions();
        options.Connections.PingIntervalSeconds = 20;
        options.Connections.PongTimeoutSeconds = 5;
        options.Connections.PositionCheckIntervalSeconds = 0;
        options.Limits.UnauthenticatedSeconds = 7;
        options.Shutdown.DrainSeconds = 3;
        options.Publishing.IdempotencyWindowSeconds = 60;

        var settings = SwitchboardSettings.From(options);

        Assert.Equal(TimeSpan.FromSeconds(20), settings.PingInterval);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.PongTimeout);
        Assert.Equal(TimeSpan.Zero, settings.PositionCheckInterval);
        Assert.Equal(TimeSpan.FromSeconds(7), settings.Limits.UnauthenticatedTime);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.DrainTime);
        Assert.Equal(TimeSpan.FromMinutes(1), settings.Publishing.IdempotencyWindow);
    }

    [Fact]
    public void From_Limits_EveryNumberIsItsOwn()
    {
        // Of these, two become times and two are for the web server alone, which takes them when it starts.
        string[] others = [nameof(LimitOptions.UnauthenticatedSeconds), nameof(LimitOptions.MapCatchUpSeconds), nameof(LimitOptions.RequestLineBytes), nameof(LimitOptions.RequestHeaderBytes)];
        var numbers = typeof(LimitOptions).GetProperties().Where(property => !others.Contains(property.Name, StringComparer.Ordinal)).ToList();
        var options = new SwitchboardOptions();
        foreach (var (index, number) in numbers.Index())
        {
            number.SetValue(options.Limits, 1000 + index);
        }

        var limits = SwitchboardSettings.From(options).Limits;

        Assert.Equal(Enumerable.Range(1000, numbers.Count), numbers.Select(number => ValueOf(limits, number.Name)));
    }

    [Fact]
    public void From_MutableNamespace_HasItsLimits()
    {
        var options = new NamespaceOptions { Mutable = true, MutableSize = 2, MutableOpen = 3, MutableBytes = 4, AppendTimeoutSeconds = 5, AllowEdit = Audience.Hook };

        var settings = NamespaceSettings.From("kept", options);

        Assert.Equal((2, 3, 4L, TimeSpan.FromSeconds(5)), (settings.Mutable!.Publications, settings.Mutable.Open, settings.Mutable.WholeBytes, settings.Mutable.AppendTimeout));
        Assert.Equal(Audience.Hook, settings.AllowEdit);
        Assert.Null(NamespaceSettings.From("kept", new NamespaceOptions()).Mutable);
    }

    [Fact]
    public void From_Namespace_EveryFlagIsItsOwn()
    {
        foreach (var flag in typeof(NamespaceOptions).GetProperties().Where(
            property => property.PropertyType == typeof(bool) && property.Name is not nameof(NamespaceOptions.Board) and not nameof(NamespaceOptions.Mutable)))
        {
            var isOfMaps = flag.Name.StartsWith("Map", StringComparison.Ordinal);
            var options = new NamespaceOptions { Type = isOfMaps ? ChannelType.Map : ChannelType.Stream };
            flag.SetValue(options, true);

            var settings = NamespaceSettings.From("kept", options);
            if (isOfMaps)
            {
                var ofMaps = typeof(MapSettings).GetProperties().Where(property => property.PropertyType == typeof(bool) && (bool)property.GetValue(settings.Map)!);
                Assert.Equal([flag.Name], ofMaps.Select(property => $"Map{property.Name}"), StringComparer.Ordinal);
                continue;
            }

            var expected = flag.Name == nameof(NamespaceOptions.Positioning) ? nameof(NamespaceSettings.HasPositions) : flag.Name;
            var set = typeof(NamespaceSettings).GetProperties().Where(property => property.PropertyType == typeof(bool) && (bool)property.GetValue(settings)!);
            Assert.Equal([expected], set.Select(property => property.Name), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void From_Namespace_EveryAudienceIsItsOwn()
    {
        foreach (var audience in typeof(NamespaceOptions).GetProperties().Where(property => property.PropertyType == typeof(Audience)))
        {
            var ofBoard = _audiencesOfBoards.GetValueOrDefault(audience.Name);
            var options = new NamespaceOptions { Board = ofBoard is not null };
            audience.SetValue(options, Audience.Hook);

            var settings = NamespaceSettings.From("kept", options);

            object part = ofBoard is null ? settings : settings.Board!;
            var set = part.GetType().GetProperties().Where(property => Audience.Hook.Equals(property.GetValue(part)));
            Assert.Equal([ofBoard ?? audience.Name], set.Select(property => property.Name), StringComparer.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, false, true)]
    [InlineData(0, true, true)]
    public void From_Namespace_HasPositionsForHistoryOrPositioning(int historySize, bool positioning, bool expected)
    {
        var settings = NamespaceSettings.From("kept", new NamespaceOptions { HistorySize = historySize, Positioning = positioning });

        Assert.Equal(expected, settings.HasPositions);
        Assert.Equal(new StreamRetention(historySize, TimeSpan.FromMinutes(5), TimeSpan.FromDays(30)) { Bytes = 16_777_216 }, settings.Retention);
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("xabc", false)]
    [InlineData("abc\n", false)]
    [InlineData("b", true)]
    [InlineData("bc", false)]
    public void From_NamePattern_MatchesAsAWhole(string name, bool expected)
    {
        var settings = NamespaceSettings.From("kept", new NamespaceOptions { NamePattern = "abc|b" });

        Assert.Equal(expected, settings.NamePattern!.IsMatch(name));
    }

    [Fact]
    public void From_NoNamePattern_HasNone() => Assert.Null(NamespaceSettings.From("kept", new NamespaceOptions()).NamePattern);

    [Fact]
    public void Allows_KeyWithMethods_AllowsTheseAlone()
    {
        var limited = ApiKeySettings.From(new ApiKeyOptions { Name = "a", Key = "b", Methods = ["publish"] });
        var open = ApiKeySettings.From(new ApiKeyOptions { Name = "a", Key = "b" });

        Assert.True(limited.Allows("publish"));
        Assert.False(limited.Allows("history"));
        Assert.True(open.Allows("history"));
    }

    [Fact]
    public void ToString_Settings_TellsNoSecret()
    {
        var options = new SwitchboardOptions();
        options.Api.Keys.Add(new ApiKeyOptions { Name = "a", Key = "hunter2" });
        options.Tokens.HmacSecret = "hunter2";

        Assert.DoesNotContain("hunter2", SwitchboardSettings.From(options).ToString(), StringComparison.Ordinal);
    }

    private static int ValueOf(LimitSettings limits, string name) =>
        Convert.ToInt32(typeof(LimitSettings).GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!.GetValue(limits), CultureInfo.InvariantCulture);
}
