using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Mutations;

public sealed class PublicationWriterTests
{
    private const string Channel = "grow:1";

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Write_WordByWord_IsReadPieceByPiece(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        await using var writer = await client.BeginAsync(Channel, Clients.Json("\"Once\""), cancellationToken: Clients.Patience);
        await writer.AppendAsync(" upon", Clients.Patience);
        await using var subscription = client.CreateSubscription(Channel);
        var pieces = new List<string>();

        await foreach (var piece in subscription.ReadPiecesAsync(writer.Id, Clients.Patience))
        {
            // What is null in JSON is no data to the client.
            pieces.Add($"{(Text(piece.Data) is "null" ? "" : Text(piece.Data))} {piece.IsWhole} {piece.State}");
            if (pieces.Count == 1)
            {
                await writer.AppendAsync(" a \"time\"", Clients.Patience);
            }
            else if (pieces.Count == 2)
            {
                Assert.Equal("\"Once upon a \\u0022time\\u0022\"", Text(piece.Publication!.Data));
                await writer.EndAsync(Clients.Patience);
            }
        }

        Assert.Equal("\"Once upon\" True open|\" a \\u0022time\\u0022\" False open| False ended", string.Join('|', pieces));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.AppendAsync("x", Clients.Patience));
    }

    [Fact]
    public async Task Dispose_BeforeTheEnd_LeavesItBroken()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        await using (await client.BeginAsync(Channel, cancellationToken: Clients.Patience))
        {
        }

        var whole = Assert.Single((await client.GetHistoryAsync(Channel, new HistoryOptions { Limit = 10 }, Clients.Patience)).Publications);
        Assert.Equal(("\"\"", "broken"), (Text(whole.Data), whole.Tags![MutationTags.State]));
    }

    [Fact]
    public async Task Append_LostAnswers_AreAppendedOnce()
    {
        const int Count = 300;
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = await Clients.ConnectAsync(proxy.Url, options => options.Credentials = Tokens.ProviderFor("ann"));
        await using var writer = await client.BeginAsync(Channel, cancellationToken: Clients.Patience);
        var cutting = true;
        var cuts = Task.Run(
            async () =>
            {
                while (Volatile.Read(ref cutting))
                {
                    proxy.Cut();
                    await Task.Delay(20, Clients.Patience);
                }
            },
            Clients.Patience);
        for (var i = 0; i < Count; i++)
        {
            await writer.AppendAsync($"{i} ", Clients.Patience);
        }

        Volatile.Write(ref cutting, false);
        await cuts;
        await writer.EndAsync(Clients.Patience);

        var service = hub.Application.Services.GetRequiredService<ISwitchboard>();
        var whole = Assert.Single((await service.HistoryAsync(Channel, new HistoryOptions { Limit = 10 }, Clients.Patience)).Publications);
        Assert.Equal($"\"{string.Concat(Enumerable.Range(0, Count).Select(static i => $"{i} "))}\"", Text(whole.Data));
    }

    [Fact]
    public async Task Fold_OfWatchersThatComeAndGo_IsWhatTheHubHas()
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:grow:HistorySize=10", "Namespaces:grow:MutableSize=1000");
        var service = hub.Application.Services.GetRequiredService<ISwitchboard>();
        var folds = new List<(SwitchboardClient Client, PublicationFold Fold)>();
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var id = $"p{i % 5} of {i / 40}";
            await ChangeAsync(service, id, random.Next(12), i);
            if (i % 40 == 20)
            {
                var client = await Clients.ConnectAsync(hub.Url);
                var fold = new PublicationFold();
                client.CreateSubscription(Channel).OnReceived((publication, _) =>
                {
                    lock (fold)
                    {
                        fold.Apply(publication);
                    }

                    return ValueTask.CompletedTask;
                });
                folds.Add((client, fold));
                await client.GetSubscription(Channel)!.SubscribeAsync(Clients.Patience);
            }
        }

        var last = await service.PublishMutableAsync(Channel, "\"last\""u8.ToArray(), cancellationToken: Clients.Patience);
        var expected = Describe((await service.HistoryAsync(Channel, new HistoryOptions { Limit = 100 }, Clients.Patience)).Publications.Select(
            static whole => (whole.Tags![MutationTags.Id], whole.Tags[MutationTags.State], whole.Data)));
        foreach (var (client, fold) in folds)
        {
            while (!Locked(fold, () => fold.Find(last.Id) is not null))
            {
                await Task.Delay(5, Clients.Patience);
            }

            Assert.Equal(expected, Locked(fold, () => Describe(fold.Publications.Select(static one => (one.Id, one.State, one.Data)))));
            await client.DisposeAsync();
        }
    }

    private static async Task ChangeAsync(ISwitchboard service, string id, int what, int number)
    {
        var data = Clients.Json($"\"{number} \"");
        try
        {
            _ = what switch
            {
                0 => await service.ReplaceAsync(Channel, id, data, cancellationToken: Clients.Patience),
                1 => await service.EndAsync(Channel, id, data, cancellationToken: Clients.Patience),
                _ => await service.AppendAsync(Channel, id, data, cancellationToken: Clients.Patience),
            };
        }
        catch (SwitchboardException exception) when (exception.Error.Details?.Reason == "missing")
        {
            await service.PublishMutableAsync(Channel, data, new PublishOptions { Id = id, Open = true }, Clients.Patience);
        }
        catch (SwitchboardException exception) when (exception.Error.Details?.Reason == "ended")
        {
            await service.DeleteAsync(Channel, id, cancellationToken: Clients.Patience);
        }
        catch (SwitchboardException exception) when (exception.Error.Details?.Reason == "deleted")
        {
            // It stays so.
            return;
        }
    }

    private static T Locked<T>(PublicationFold fold, Func<T> read)
    {
        lock (fold)
        {
            return read();
        }
    }

    private static string Describe(IEnumerable<(string Id, string State, ReadOnlyMemory<byte> Data)> publications)
        => string.Join('|', publications.Select(static one => $"{one.Id} {one.State} {Text(one.Data)}"));

    private static string Text(ReadOnlyMemory<byte> data) => Encoding.UTF8.GetString(data.Span);
}
