using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary><c>switchboard job</c>, with workers that are shell commands.</summary>
public sealed class JobTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_Wait_PrintsTheResult()
    {
        using var worker = await server.ServeAsync("work:echo", "cat");

        var people = await server.RunAsync("job", "submit", "work:echo", "hello", "--text", "--wait", "--deadline", "60", "--priority", "5");
        var programs = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("job", "submit", "work:echo", """{"a":1}""", "--wait", "--json")));

        Assert.Equal((0, "hello\n"), (people.ExitCode, people.Output));
        Assert.Contains("waiting for its end", people.Errors, StringComparison.Ordinal);
        Assert.Equal(("done", """{"a":1}"""), (programs.GetProperty("state").GetString(), programs.GetProperty("result").GetRawText()));
    }

    [Fact]
    public async Task Submit_WaitAndItFails_Is5WithTheReason()
    {
        using var worker = await server.ServeAsync("work:broken", "echo out of paper >&2; exit 3");

        var people = await server.RunAsync("job", "submit", "work:broken", "--retries", "0", "--wait");
        var programs = await server.RunAsync("job", "submit", "work:broken", "--retries", "0", "--wait", "--json");

        Assert.Equal((5, ""), (people.ExitCode, people.Output));
        Assert.Contains("failed: out of paper (1003). `switchboard job retry ", people.Errors, StringComparison.Ordinal);
        Assert.Equal(5, programs.ExitCode);
        Assert.Equal("failed", Assert.Single(CommandLineFixture.LinesOf(programs)).GetProperty("state").GetString());
        var id = Assert.Single(CommandLineFixture.LinesOf(programs)).GetProperty("id").GetString()!;
        Assert.Equal((0, "Runs again.\n"), Of(await server.RunAsync("job", "retry", id)));
    }

    [Fact]
    public async Task Worker_Command_KnowsJobAndAttempt()
    {
        using var worker = await server.ServeAsync("work:numbers", "echo $SWITCHBOARD_JOB $SWITCHBOARD_ATTEMPT");

        var job = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("job", "submit", "work:numbers", "--wait", "--json")));

        Assert.Equal($"{job.GetProperty("id").GetString()} 1", job.GetProperty("result").GetString());
    }

    [Fact]
    public async Task Job_NobodyServes_IsListedShownAndCancelledOnce()
    {
        var id = (await server.RunAsync("job", "submit", "work:later", "1", "--idempotency-key", "later")).Output.Trim();
        Assert.Equal((0, $"{id}\n"), Of(await server.RunAsync("job", "submit", "work:later", "1", "--idempotency-key", "later")));

        Assert.Contains($"\n{id}\twork:later\tqueued\t", (await server.RunAsync("job", "list", "--method", "work:later", "--state", "queued")).Output, StringComparison.Ordinal);
        Assert.Empty(CommandLineFixture.LinesOf(await server.RunAsync("job", "list", "--method", "work:later", "--state", "done", "--json")));
        Assert.Contains("state\tqueued\n", (await server.RunAsync("job", "status", id)).Output, StringComparison.Ordinal);
        Assert.Equal(5, (await server.RunAsync("job", "retry", id)).ExitCode);
        Assert.Equal((0, "Cancelled.\n"), Of(await server.RunAsync("job", "cancel", id)));
        var again = await server.RunAsync("job", "cancel", id);
        Assert.Equal((5, ""), Of(again));
        Assert.Contains("there is nothing to cancel", again.Errors, StringComparison.Ordinal);
        Assert.Equal(5, (await server.RunAsync("job", "status", "nothing")).ExitCode);
    }

    [Fact]
    public async Task Submit_WaitAndItIsCancelled_Is5()
    {
        using var waiting = server.Start("job", "submit", "work:idle", "--wait");
        var id = (await waiting.ReadErrorAsync("waiting for its end", Cancellation)).Split("Submitted ")[^1].Split(';')[0];

        Assert.Equal(0, (await server.RunAsync("job", "cancel", id)).ExitCode);

        var result = await waiting.WaitAsync(Cancellation);
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("was cancelled", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_TimesAndCron_AreWhatIsAskedFor()
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeSeconds());
        var at = await SubmitAsync("--at", time.ToString("O", CultureInfo.InvariantCulture), "--expires-seconds", "200000");
        var cron = await SubmitAsync("--cron", "0 7 1 1 *", "--time-zone", "Europe/Berlin");

        Assert.Equal(time.ToUnixTimeMilliseconds(), at.GetProperty("due_at").GetInt64());
        Assert.Equal("0 7 1 1 *", cron.GetProperty("cron").GetString());
        Assert.Contains("\t0 7 1 1 *\t", (await server.RunAsync("job", "list", "--method", "work:timed")).Output, StringComparison.Ordinal);
        Assert.Equal((1, 1, 6), (Due(cron).Month, Due(cron).Day, Due(cron).Hour));
        Assert.True(Due(await SubmitAsync("--in-seconds", "3600")) > DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("Give --at or --in-seconds, not both.", "--at", "2100-01-01T00:00:00Z", "--in-seconds", "1")]
    [InlineData("Give --wait or --cron, not both.", "--wait", "--cron", "* * * * *")]
    [InlineData("--priority takes 1 to 5.", "--priority", "6")]
    [InlineData("--retries takes 0 or more.", "--retries", "-1")]
    [InlineData("--deadline takes more than 0", "--deadline", "0")]
    [InlineData("--expires-seconds takes 1 or more.", "--expires-seconds", "0")]
    public async Task Submit_WhatCannotWork_IsRefusedBeforeAnybodyIsAsked(string expected, params string[] options)
    {
        var result = await server.RunAsync(["job", "submit", "work:never", .. options]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_NoNamespace_SaysWhatToCheck()
    {
        var result = await server.RunAsync("job", "submit", "nowhere:report");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("method not found: no namespace is configured that has a method of this name (104). Check the method's name, and whether its namespace is configured.", result.Errors, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Of(CommandResult result) => (result.ExitCode, result.Output);

    private static DateTimeOffset Due(JsonElement job) => DateTimeOffset.FromUnixTimeMilliseconds(job.GetProperty("due_at").GetInt64());

    private async Task<JsonElement> SubmitAsync(params string[] options)
    {
        var id = (await server.RunAsync(["job", "submit", "work:timed", .. options])).Output.Trim();
        return Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("job", "status", id, "--json")));
    }
}
