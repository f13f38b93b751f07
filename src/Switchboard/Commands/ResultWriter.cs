using Switchboard.Commands.History;
using Switchboard.Commands.Publish;
using Switchboard.Json;

namespace Switchboard.Commands;

/// <summary>Turns what the hub returns into parts of results.</summary>
internal static class ResultWriter
{
    public static PublishResult PublishedAt(Position position)
        => position.Offset == 0 ? new PublishResult() : new PublishResult { Offset = position.Offset, Epoch = position.Epoch };

    public static ApiClientInfo ClientOf(ClientInfo client) => new()
    {
        User = client.User,
        Client = client.Client,
        ConnInfo = new RawJson(client.ConnectionInfo),
        ChanInfo = new RawJson(client.ChannelInfo),
    };

    public static HistoryPublication PublicationOf(Publication publication) => new()
    {
        Data = publication.IsJson ? new RawJson(publication.Data) : default,
        B64Data = publication.IsJson ? null : Convert.ToBase64String(publication.Data.Span),
        Info = publication.Publisher is null ? null : ClientOf(publication.Publisher),
        Offset = publication.Offset,
        Tags = publication.Tags,
        Time = publication.Time.ToUnixTimeMilliseconds(),
    };
}
