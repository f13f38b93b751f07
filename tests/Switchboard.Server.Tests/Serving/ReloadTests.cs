using System.Net;
using System.Text;
using Switchboard.Server.Tests.CommandLine;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

public sealed class ReloadTests : IDisposable
{
    private const string OldSecret = "the token secret before the change";
    private const string NewSecret = "the token secret behind the change";
    private const string OldKey = "the key before the change";
    private const string NewKey = "the key behind the change";

    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_ChangedFile_IsInForceAndNoConnectionIsDropped()
    {
        Write("chat", OldKey, OldSecret);
        using var server = SwitchboardProcess.Start(_folder.FullName, _noVariables, "serve", "--urls", "http://127.0.0.1:0");
        var address = await server.ReadAddressAsync(Cancellation);
        await server.ReadUntilAsync("Application started", Cancellation);
        using var before = await SocketClient.ConnectAsync(address, TestToken.Create("ann", OldSecret));
        await before.ResultAsync("subscribe", """{"channel":"chat:a"}""");
        Assert.Equal(102, await before.ErrorAsync("subscribe", """{"channel":"news:a"}"""));

        Write("chat,news", NewKey, NewSecret);
        await server.ReadUntilAsync("The changed configuration is in force. Namespaces: 2", Cancellation);

        await before.ResultAsync("subscribe", """{"channel":"news:a"}""");
        using var after = await SocketClient.ConnectAsync(address, TestToken.Create("ben", NewSecret));
        Assert.Equal(HttpStatusCode.Unauthorized, await PublishAsync(address, OldKey, "chat:a"));
        Assert.Equal(HttpStatusCode.OK, await PublishAsync(address, NewKey, "chat:a"));
        Assert.Equal(HttpStatusCode.OK, await PublishAsync(address, NewKey, "news:a"));
        Assert.Equal(["chat:a", "news:a"], [await before.PublicationChannelAsync(), await before.PublicationChannelAsync()], StringComparer.Ordinal);
        await Assert.ThrowsAsync<SocketClosedException>(() => SocketClient.ConnectAsync(address, TestToken.Create("ann", OldSecret)));
    }

    [Fact]
    public async Task Hangup_Serving_ReadsTheConfigurationAgainAndGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals.");
        Write("chat,news", OldKey, OldSecret);
        using var server = SwitchboardProcess.Start(_folder.FullName, _noVariables, "serve", "--urls", "http://127.0.0.1:0");
        var address = await server.ReadAddressAsync(Cancellation);
        await server.ReadUntilAsync("Application started", Cancellation);
        using var client = await SocketClient.ConnectAsync(address, TestToken.Create("ann", OldSecret));

        for (var i = 0; i < 2; i++)
        {
            await server.SignalAsync("HUP", Cancellation);
            await server.ReadUntilAsync("The changed configuration is in force. Namespaces: 2", Cancellation);
        }

        await client.ResultAsync("subscribe", """{"channel":"chat:a"}""");
    }

    [Fact]
    public async Task Hangup_IgnoredAtTheStart_DoesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what is ignored.");
        using var server = SwitchboardProcess.StartWithoutHangup(_folder.FullName, "serve", "--urls", "http://127.0.0.1:0");
        await server.ReadUntilAsync("Application started", Cancellation);

        await server.SignalAsync("HUP", Cancellation);
        await server.TerminateAsync(Cancellation);

        var result = await server.WaitAsync(Cancellation);
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("in force", result.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<HttpStatusCode> PublishAsync(Uri address, string key, string channel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/api/publish"));
        request.Headers.Add("X-API-Key", key);
        request.Content = new StringContent($$"""{"channel":"{{channel}}","data":1}""", Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private void Write(string namespaces, string key, string secret)
    {
        var spaces = string.Join(',', namespaces.Split(',').Select(name => $"\"{name}\": {{ \"allowSubscribe\": [\"user\"] }}"));
        File.WriteAllText(
            Path.Combine(_folder.FullName, "switchboard.json"),
            $$"""{ "namespaces": { {{spaces}} }, "tokens": { "hmacSecret": "{{secret}}" }, "api": { "keys": [ { "name": "test", "key": "{{key}}" } ] } }""");
    }
}
