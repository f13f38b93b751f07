using Switchboard.Client.Tests.Support;
using Switchboard.Tests.Hub;

namespace Switchboard.Client.Tests;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Connect_Hub_PublishesAndReceives(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        var received = new Recorder<Publication>();
        var news = client.CreateSubscription("news");
        news.Received += (_, args) => received.Add(args.Publication);
        await news.SubscribeAsync(Clients.Patience);

        await client.PublishAsync("news", Clients.Json("""{"text":"hello"}"""), Clients.Patience);

        var publication = await received.NextAsync();
        Assert.Equal("""{"text":"hello"}""", publication.ReadText());
        Assert.Equal(client.ClientId, publication.Publisher?.Client);
        await Eventually.TrueAsync(() => news.Position == new Position(1, publication.Epoch), Clients.Patience);
        Assert.Equal(ConnectionState.Connected, client.State);
    }

    [Fact]
    public async Task StateChanged_WholeLife_IsToldInOrder()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = Clients.Create(hub.Url);
        var changes = new Recorder<ConnectionStateChangedEventArgs>();
        client.StateChanged += (_, change) => changes.Add(change);

        await client.ConnectAsync(Clients.Patience);
        await client.DisconnectAsync();

        Assert.Equal((ConnectionState.Disconnected, ConnectionState.Connecting, ConnectionChangeReason.Requested), Of(await changes.NextAsync()));
        Assert.Equal((ConnectionState.Connecting, ConnectionState.Connected, ConnectionChangeReason.Accepted), Of(await changes.NextAsync()));
        Assert.Equal((ConnectionState.Connected, ConnectionState.Disconnected, ConnectionChangeReason.Requested), Of(await changes.NextAsync()));
        Assert.Equal(ConnectionState.Disconnected, client.State);
    }

    private static (ConnectionState Previous, ConnectionState Current, ConnectionChangeReason Reason) Of(ConnectionStateChangedEventArgs change)
        => (change.Previous, change.Current, change.Reason);
}
