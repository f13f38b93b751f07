using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchboard.Server.Tests.Serving;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>The commands that ask a server.</summary>
public sealed class RemoteTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_OfAConnection_TellOfIt()
    {
        using var client = await SocketClient.ConnectAsync(server.Address, TestToken.Create("ann", CommandLineFixture.Secret));
        await client.ResultAsync("subscribe", """{"channel":"lists"}""");

        var connection = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("connections", "--user", "ann", "--json")));
        var channels = CommandLineFixture.LinesOf(await server.RunAsync("channels", "li?t*", "--json"));
        var present = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("presence", "lists", "--json")));
        var counts = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("presence", "lists", "--stats", "--json")));
        var node = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("info", "--json")));

        Assert.Equal("ann", connection.GetProperty("user").GetString());
        Assert.Equal("lists", Assert.Single(channels).GetProperty("channel").GetString());
        Assert.Equal(connection.GetProperty("client").GetString(), present.GetProperty("client").GetString());
        Assert.Equal(1, counts.GetProperty("num_users").GetInt32());
        Assert.True(node.GetProperty("num_clients").GetInt32() >= 1);
    }

    [Theory]
    [InlineData("connections", "client\tuser\ttransport\taddress\tname\tconnected\tchannels")]
    [InlineData("channels", "channel\tclients")]
    [InlineData("info", "node\tversion\tclients\tusers\tchannels\tsubscriptions\tmemory\tup")]
    public async Task Lists_InAPipe_AreTablesWithTabulators(string command, string header)
    {
        var result = await server.RunAsync(command);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(header, result.Output.Split('\n')[0]);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task Lists_ForeignControlCharacters_AreMadeHarmless()
    {
        using var client = await SocketClient.ConnectAsync(server.Address, TestToken.Create("evil", CommandLineFixture.Secret), name: @"evil\u001b]0;x\u0007");

        var result = await server.RunAsync("connections");

        Assert.Contains(@"evil\u001b]0;x\u0007", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task History_Positions_AreFollowed()
    {
        await server.RunAsync("1\n2\n3\n4\n", ["publish", "pages", "--lines"]);
        var top = Assert.Single(CommandLineFixture.LinesOf(await server.RunAsync("history", "pages", "--limit", "0", "--json")));

        Assert.Equal(4, top.GetProperty("offset").GetInt32());
        Assert.Equal(["3", "4"], await DataAsync("--limit", "2"));
        Assert.Equal(["4", "3"], await DataAsync("--limit", "2", "--reverse"));
        Assert.Equal(["2", "3"], await DataAsync("--since", "1", "--limit", "2"));
        Assert.Equal(["4"], await DataAsync("--since", "3", "--epoch", top.GetProperty("epoch").GetString()!));
        var lost = await server.RunAsync("history", "pages", "--since", "3", "--epoch", "another");
        Assert.Equal(5, lost.ExitCode);
        Assert.Contains("(112)", lost.Errors, StringComparison.Ordinal);

        async Task<string[]> DataAsync(params string[] arguments)
            => [.. CommandLineFixture.LinesOf(await server.RunAsync(["history", "pages", "--json", .. arguments])).Select(line => line.GetProperty("data").GetRawText())];
    }

    [Fact]
    public async Task Key_WrongOrMissing_Is4()
    {
        var wrong = await server.RunAsync(Environment(("SWITCHBOARD_API_KEY", "another")), ["channels"]);
        var missing = await server.RunAsync(Environment(), ["channels"]);

        Assert.Equal((4, 4), (wrong.ExitCode, missing.ExitCode));
        Assert.Contains("does not accept this key", wrong.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("another", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("asks for a key", missing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_FromFileOptionAndInput_IsTaken()
    {
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "key"), $"{CommandLineFixture.Key}\nnot this line", Cancellation);

        Assert.Equal(0, (await server.RunAsync(Environment(), ["channels", "--key-file", "key"])).ExitCode);
        Assert.Equal(0, (await server.RunAsync(Environment(), ["channels", "--key-file", "-"], $"{CommandLineFixture.Key}\n")).ExitCode);
        Assert.Equal(0, (await server.RunAsync(Environment(), ["channels", "--key", CommandLineFixture.Key])).ExitCode);
        Assert.Equal(1, (await server.RunAsync(Environment(), ["channels", "--key", CommandLineFixture.Key, "--key-file", "key"])).ExitCode);
        Assert.Equal(1, (await server.RunAsync(Environment(), ["publish", "x", "-", "--key-file", "-"])).ExitCode);
    }

    [Fact]
    public async Task Server_NobodyListens_Is3()
    {
        var result = await server.RunAsync("channels", "--server", $"http://127.0.0.1:{UnusedPort.Find()}");

        Assert.Equal(3, result.ExitCode);
        Assert.Matches(@"\Aswitchboard: Nothing listens at .*\n\z", result.Errors);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("ftp://x")]
    [InlineData("127.0.0.1:8000")]
    [InlineData("http://user:password@127.0.0.1:8000")]
    public async Task Server_NoAddress_Is1(string address)
    {
        var result = await server.RunAsync("channels", "--server", address);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("must look like", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_IsAnotherProgram_IsTold()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n<html");

        var result = await server.RunAsync("channels", "--server", $"http://{listener.LocalEndpoint}");

        await answering;
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is no Switchboard", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("400 Bad Request", """{"error":{"code":107,"message":"The body must be one JSON object."}}""", 5, "The body must be one JSON object. (107)")]
    [InlineData("403 Forbidden", "", 1, "HTTP 403")]
    [InlineData("404 Not Found", """{"error":{"code":104,"message":"There is no such method."}}""", 1, "has no method 'channels'")]
    [InlineData("405 Method Not Allowed", "<html>", 1, "HTTP 405")]
    [InlineData("413 Content Too Large", "", 5, "api.maxBodyBytes")]
    [InlineData("415 Unsupported Media Type", """{"error":{"code":107,"message":"Compressed."}}""", 5, "Compressed. (107)")]
    [InlineData("429 Too Many Requests", "", 3, "not available now")]
    [InlineData("500 Internal Server Error", "[]", 1, "HTTP 500")]
    [InlineData("503 Service Unavailable", """{"error":{"code":111,"message":"Stopping."}}""", 3, "not available now")]
    public async Task Server_AnswersAStatus_IsTold(string status, string body, int code, string expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

        var result = await server.RunAsync("channels", "--json", "--server", $"http://{listener.LocalEndpoint}");

        await answering;
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--limit takes 0 or more", "connections", "--limit", "-1")]
    [InlineData("--limit takes 0 or more", "scheduled", "-n", "-1")]
    [InlineData("--limit takes 0 or more", "inbox", "42", "--limit", "-1")]
    [InlineData("--limit takes 0 or more", "history", "news", "--limit=-1")]
    [InlineData("--limit", "connections", "--limit", "99999999999")]
    [InlineData("--limit", "history", "news", "--limit", "many")]
    [InlineData("--count takes 1 or more", "subscribe", "news", "--count", "0")]
    [InlineData("--in-seconds takes 0 or more", "schedule", "news", "1", "--in-seconds", "-1")]
    [InlineData("--expires-seconds takes 1 or more", "send", "42", "1", "--expires-seconds", "0")]
    [InlineData("--nope", "channels", "--nope")]
    [InlineData("-z", "publish", "news", "-z")]
    [InlineData("--nope", "state", "a", "--nope=1")]
    [InlineData("--nope", "publish", "news", "1", "--nope", "--json")]
    public async Task Run_ValueThatCannotBe_Is1AndSaysWhich(string expected, params string[] arguments)
    {
        var result = await server.RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("publish", "numbers", "-7")]
    [InlineData("publish", "numbers", "--text", "--", "--nope")]
    [InlineData("channels", "--", "-z")]
    public async Task Run_ArgumentThatBeginsLikeAnOption_IsTaken(params string[] arguments)
        => Assert.Equal(0, (await server.RunAsync(arguments)).ExitCode);

    [Fact]
    public async Task List_LimitBeyondAll_ListsAll()
        => Assert.Equal(0, (await server.RunAsync("connections", "--limit", $"{int.MaxValue}")).ExitCode);

    [Fact]
    public async Task Interrupt_WhileReadingInput_Is130()
    {
        using var process = server.Start("publish", "interrupted", "--lines", "--json");
        await process.WriteLineAsync("1");
        await process.ReadUntilAsync("offset", Cancellation);

        await process.SignalAsync("INT", Cancellation);
        var result = await process.WaitAsync(Cancellation);

        Assert.Equal(130, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_WithoutReader_EndsSilently()
    {
        await server.RunAsync(string.Join('\n', Enumerable.Range(1, 1000)), ["publish", "piped", "--lines"]);
        using var process = server.Start("history", "piped", "--limit", "1000");
        process.CloseOutput();

        var result = await process.WaitForErrorsAsync(Cancellation);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        await using var stream = client.GetStream();
        await stream.ReadExactlyAsync(new byte[1], Cancellation);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Cancellation);

        // What has not been read would make the close a reset.
        var buffer = new byte[65_536];
        client.Client.Shutdown(SocketShutdown.Send);
        while (await stream.ReadAsync(buffer, Cancellation) > 0)
        {
        }
    }

    private Dictionary<string, string> Environment(params (string Name, string Value)[] variables)
        => variables.Append(("SWITCHBOARD_SERVER", $"{server.Address}")).ToDictionary(variable => variable.Item1, variable => variable.Item2, StringComparer.Ordinal);
}
