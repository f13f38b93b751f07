using System.Text;
using System.Text.Json.Nodes;
using Switchboard.Client;
using Switchboard.Identity.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Identity.Tests.Devices;

/// <summary>Devices on the wires that .NET speaks here; tests/clients has those of the JavaScript clients.</summary>
public sealed class DeviceWireTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("p1363", ClientEncoding.Json)]
    [InlineData("pss", ClientEncoding.Protobuf)]
    public async Task Client_DeviceCredential_Connects_AndAgain(string kind, ClientEncoding encoding)
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice(kind);
        await device.RegisterAsync(hub);
        var file = Path.Combine(_folder.FullName, "key.pem");
        await File.WriteAllTextAsync(file, device.PrivateKey, Cancelled);
        using var credentials = DeviceCredentialProvider.FromPemFile(device.Id, file);
        var options = new SwitchboardClientOptions { Url = new Uri(hub.Address, "/connection/websocket"), Credentials = credentials, Encoding = encoding };
        options.Backoff.InitialDelay = TimeSpan.FromMilliseconds(10);
        await using var client = new SwitchboardClient(options);

        await client.ConnectAsync(Cancelled);
        for (var i = 0; i < 3; i++)
        {
            await UntilConnectedAsync(hub);
            await hub.CallAsync("disconnect", new JsonObject { ["user"] = device.Id, ["disconnect"] = new JsonObject { ["code"] = 3000, ["reason"] = "again" } });
        }

        await UntilConnectedAsync(hub);
    }

    [Fact]
    public async Task UniSse_Token_IsTaken_AndTheChannelFollowed()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("der");
        await device.RegisterAsync(hub);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connection/uni_sse")
        {
            Content = new StringContent(new JsonObject { ["token"] = await device.TokenAsync(hub) }.ToJsonString(), Encoding.UTF8, "application/json"),
        };

        using var response = await hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));
        await UntilConnectedAsync(hub);
        await hub.CallAsync("publish", new JsonObject { ["channel"] = "device:press-7", ["data"] = "for you" });

        var line = "";
        while (!line.Contains("for you", StringComparison.Ordinal))
        {
            line = await reader.ReadLineAsync(Cancelled).AsTask().WaitAsync(Patience.Limit, Cancelled) ?? throw new InvalidOperationException("The stream has ended.");
        }
    }

    [Fact]
    public async Task UniSse_Replay_IsRefused()
    {
        await using var hub = await IdentityHub.StartAsync(Store);
        using var device = new TestDevice("der");
        await device.RegisterAsync(hub);
        var token = await device.TokenAsync(hub);
        Assert.Equal("ok", await RawClient.TryAsync(hub, token));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connection/uni_sse")
        {
            Content = new StringContent(new JsonObject { ["token"] = token }.ToJsonString(), Encoding.UTF8, "application/json"),
        };

        using var response = await hub.Http.SendAsync(request, Cancelled);

        var answer = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.Contains("109", answer, StringComparison.Ordinal);
        Assert.Empty((await hub.CallAsync("connections", new JsonObject { ["user"] = device.Id })).GetProperty("connections").EnumerateArray());
    }

    private static async Task UntilConnectedAsync(IdentityHub hub)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (!(await hub.CallAsync("connections", new JsonObject { ["user"] = "press-7" })).GetProperty("connections").EnumerateArray().Any())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
