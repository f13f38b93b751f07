using System.Diagnostics;
using System.Globalization;
using Switchboard.Server.Tests.Serving;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

public sealed class CallTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_Answered_PrintsTheData()
    {
        using var worker = await WorkerAsync("work:sum");
        using var caller = server.Start("call", "work:sum", """{"a":1,"b":2}""", "--user", "worker", "--json");

        var call = await worker.CallAsync();
        Assert.Equal("""{"a":1,"b":2}""", call["data"]!.ToJsonString());
        await worker.ResultAsync("rpc", $$$$"""{"method":"sb.answer","data":{"id":"{{{{call["id"]}}}}","data":{"sum":3}}}""");

        var result = await caller.WaitAsync(Cancellation);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("""{"sum":3}""", result.Output.Trim());
    }

    [Fact]
    public async Task Call_AnsweredWithAnError_IsRefused()
    {
        using var worker = await WorkerAsync("work:fail");
        using var caller = server.Start("call", "work:fail");

        var call = await worker.CallAsync();
        await worker.ResultAsync("rpc", $$$$"""{"method":"sb.answer","data":{"id":"{{{{call["id"]}}}}","error":{"code":1001,"message":"sold out"}}}""");

        var result = await caller.WaitAsync(Cancellation);
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("The call failed: sold out (1001).", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("work:nothing")]
    [InlineData("nowhere:report")]
    public async Task Call_NobodyServes_SaysWhatToCheck(string method)
    {
        var result = await server.RunAsync("call", method);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("method not found (104). Check the method's name, whether its namespace is configured, and whether something serves it.", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_NobodyAnswers_EndsAtTheDeadline()
    {
        using var worker = await WorkerAsync("work:never");

        var result = await server.RunAsync("call", "work:never", "--deadline", "0.05");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("(410). Allow more time", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo", "cat", 0, """{"a":"é"}""")]
    [InlineData("text", "echo not json", 0, "\"not json\"")]
    [InlineData("nothing", "true", 0, "")]
    [InlineData("variables", "printf '\"%s %s\"' $SWITCHBOARD_METHOD $SWITCHBOARD_CALLER_KIND", 0, "\"work:variables service\"")]
    [InlineData("broken", "echo one >&2; echo two >&2; exit 3", 5, "two (1003)")]
    public async Task ServeCall_Command_IsTheAnswer(string name, string command, int exitCode, string expected)
    {
        using var worker = await server.ServeAsync($"work:{name}", command);

        var result = await server.RunAsync("call", $"work:{name}", """{"a":"é"}""", "--json");

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(expected, $"{result.Output}{result.Errors}", StringComparison.Ordinal);
        await worker.ReadUntilAsync($"work:{name}", Cancellation);
        await worker.SignalAsync("INT", Cancellation);
        Assert.Equal(130, (await worker.WaitAsync(Cancellation)).ExitCode);
    }

    [Fact]
    public async Task ServeCall_Deadline_KillsAllThatTheCommandStarted()
    {
        var file = Path.Combine(server.Folder, "children");
        using var worker = await server.ServeAsync("work:slow", $"sleep 1000 & echo $! >'{file}'; wait");

        var result = await server.RunAsync("call", "work:slow", "--deadline", "3");

        Assert.Contains("(410)", result.Errors, StringComparison.Ordinal);
        await worker.ReadUntilAsync("cancelled", Cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience.Limit);
        var child = int.Parse((await File.ReadAllTextAsync(file, Cancellation)).Trim(), CultureInfo.InvariantCulture);
        while (IsRunning(child))
        {
            await Task.Delay(10, patience.Token);
        }
    }

    [Fact]
    public async Task ServeCall_WithoutToken_SaysThatOneIsNeeded()
    {
        var result = await server.RunAsync("serve-call", "work:x", "true");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains(
            "refused work:x: permission denied (103). Give a token that allows it (--token-file), or allow anonymous connections in the namespace with allowServe.", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServeCall_TokenThatMayNot_NamesTheOption()
    {
        var result = await server.RunAsync(server.Token("worker"), ["serve-call", "live:x", "true"]);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("refused live:x: permission denied (103). Use a token that allows it (--token-file), or allow its user in the namespace with allowServe.", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServeCall_NoNamespace_SpeaksOfTheMethod()
    {
        var result = await server.RunAsync(server.Token("worker"), ["serve-call", "nowhere:report", "cat"]);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("refused nowhere:report: unknown channel (102). No namespace is configured for the method's name", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("channel's name", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_User_ReceivesIt()
    {
        using var user = await SocketClient.ConnectAsync(server.Address, TestToken.Create("sam", CommandLineFixture.Secret));

        var result = await server.RunAsync("send", "sam", """{"text":"hello"}""", "--event", "note", "--to", "tim", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["sam accepted", "tim accepted"], CommandLineFixture.LinesOf(result).Select(line => $"{line.GetProperty("user")} {line.GetProperty("state")}"), StringComparer.Ordinal);
        Assert.EndsWith("#sam", await user.PublicationChannelAsync(), StringComparison.Ordinal);
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName == "sleep" && !process.HasExited;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<SocketClient> WorkerAsync(string method)
    {
        var worker = await SocketClient.ConnectAsync(server.Address, TestToken.Create("worker", CommandLineFixture.Secret));
        await worker.ResultAsync("rpc", $$$$"""{"method":"sb.serve","data":{"method":"{{{{method}}}}"}}""");
        return worker;
    }
}
