using System.Security.Cryptography;
using System.Text.Json;
using Switchboard.Client.Connections;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Inbox;

/// <summary>The operations of inboxes. All are idempotent: marks are never taken back, and what is sent has a key.</summary>
internal sealed class InboxRequests(ClientContext context, RequestSender requests)
{
    private const int KeyBytes = 16;

    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyCollection<string> users, ReadOnlyMemory<byte> data, UserMessageOptions options, CancellationToken cancellationToken)
    {
        var key = options.IdempotencyKey ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        return InvokeAsync("send", InboxCodec.WriteSend(users, data, options, key), InboxCodec.ReadSent, cancellationToken);
    }

    public Task<UserMessagePage> ListAsync(InboxQuery query, CancellationToken cancellationToken)
        => InvokeAsync("inbox", InboxCodec.WriteList(query), InboxCodec.ReadPage, cancellationToken);

    public Task<long> MarkAsync(IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken)
        => InvokeAsync("mark", InboxCodec.WriteMark(ids, mark), InboxCodec.ReadUnread, cancellationToken);

    public Task<IReadOnlyList<SentMessageState>> GetStatesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        => InvokeAsync("state", InboxCodec.WriteGetStates(ids), InboxCodec.ReadStates, cancellationToken);

    private async Task<T> InvokeAsync<T>(string operation, ReadOnlyMemory<byte> fields, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var command = new RpcCommand(0, $"sb.{operation}", fields);
        var reply = await requests.SendAsync<RpcReply>(operation, "inbox", command, context.Settings.RequestTimeout, isIdempotent: true, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonFields.Parse(reply.Data);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SessionEnd(ConnectionChangeReason.ProtocolError, Error: exception).ToException();
        }
    }
}
