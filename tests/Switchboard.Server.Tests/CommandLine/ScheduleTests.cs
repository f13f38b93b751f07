using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>The commands that publish and send at a later time.</summary>
public sealed class ScheduleTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    [Fact]
    public async Task Schedule_ListedMovedAndCancelled()
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeSeconds());
        var first = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("schedule", "cron", "{\"a\":1}", "--in-seconds", "3600", "--id", "x", "--json")));
        await server.RunAsync("schedule", "cron", "2", "--at", time.ToString("O", CultureInfo.InvariantCulture), "--id", "x", "--tag", "t=v");
        var scheduled = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("scheduled", "--json")));

        Assert.Equal("x", first.GetProperty("id").GetString());
        Assert.Equal(time.ToUnixTimeMilliseconds(), scheduled.GetProperty("at").GetInt64());
        Assert.Equal("2", scheduled.GetProperty("publish").GetProperty("data").GetRawText());
        Assert.Contains($"x\t{time:yyyy-MM-dd'T'HH:mm:ss}.000Z\tpublish\tcron\t2", (await server.RunAsync("scheduled")).Output, StringComparison.Ordinal);
        Assert.Equal("Cancelled.\n", (await server.RunAsync("unschedule", "x")).Output);
        Assert.Equal(5, (await server.RunAsync("unschedule", "x")).ExitCode);
    }

    [Fact]
    public async Task Schedule_TheTimeOfTheHelp_IsTaken()
    {
        var help = (await server.RunAsync("schedule", "--help")).Output;
        var time = Regex.Match(help, "such as (?<time>[^ ;]+Z)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["time"].Value;

        Assert.Equal(0, (await server.RunAsync("schedule", "cron", "1", "--at", time, "--id", "help")).ExitCode);
        Assert.Equal(0, (await server.RunAsync("unschedule", "help")).ExitCode);
        Assert.DoesNotContain("--lines", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_TooFarAhead_NamesTheLimit()
    {
        var result = await server.RunAsync("schedule", "cron", "1", "--at", "9000-01-01T00:00:00Z");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("31536000 seconds (schedules.maxAheadSeconds)", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Send less", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_WithoutATime_IsExplained()
    {
        var result = await server.RunAsync("schedule", "cron", "1");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("--at TIME or --in-seconds SECONDS", result.Errors, StringComparison.Ordinal);
    }
}
