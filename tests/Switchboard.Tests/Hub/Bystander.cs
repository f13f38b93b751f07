using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>A connection that must stay served whatever another one does.</summary>
internal sealed class Bystander : IAsyncDisposable
{
    private readonly WireClient _client;
    private int _published;

    private Bystander(WireClient client) => _client = client;

    public static async Task<Bystander> ConnectAsync(HubServer hub)
    {
        var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"bystander"}""");
        return new Bystander(client);
    }

    /// <summary>Publishes, and receives it.</summary>
    public async Task AssertServedAsync()
    {
        var number = ++_published;
        await _client.ResultAsync("publish", $$"""{"channel":"bystander","data":{{number}}}""");
        var push = await _client.PushAsync();
        Assert.Equal(number, (int)push["pub"]!["data"]!);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
