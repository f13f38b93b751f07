using System.Security.Cryptography;
using System.Text.Json;
using Switchboard.Client.Connections;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Inbox;

/// <summary>Asks the hub about inboxes. All of it may be asked again when the connection is lost: marks are never taken back, and what is sent has a key.</summary>
internal sealed class InboxRequests(ClientContext context, Requester requester)
{
    private const int KeyBytes = 16;

    public Task<IReadOnlyList<SentMessage>> SendAsync(
        IReadOnlyCollection<string> users, ReadOnlyMemory<byte> data, MessageOptions options, CancellationToken cancellationToken)
    {
        var key = options.IdempotencyKey ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        return AskAsync("send", InboxCodec.Send(users, data, options, key), InboxCodec.ReadSent, cancellationToken);
    }

    public Task<UserMessagePage> ReadAsync(InboxQuery query, CancellationToken cancellationToken)
        => AskAsync("inbox", InboxCodec.Inbox(query), InboxCodec.ReadPage, cancellationToken);

    public Task<long> MarkAsync(IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken)
        => AskAsync("mark", InboxCodec.Mark(ids, mark), InboxCodec.ReadUnread, cancellationToken);

    public Task<IReadOnlyList<SentMessageState>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        => AskAsync("state", InboxCodec.State(ids), InboxCodec.ReadStates, cancellationToken);

    private async Task<T> AskAsync<T>(string operation, ReadOnlyMemory<byte> fields, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var command = new RpcCommand(0, $"sb.{operation}", fields);
        var reply = await requester.AskAgainAsync<RpcReply>(operation, "inbox", command, context.Settings.RequestTimeout, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(reply.Data);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SessionEnd(ConnectionChange.ProtocolViolated, Error: exception).ToException();
        }
    }
}
