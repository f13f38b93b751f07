using System.Text.Json;
using Switchboard.Client.Requests;

namespace Switchboard.Client.Inbox;

/// <summary>The operations of inboxes. All are idempotent: marks are never taken back, and what is sent has a key.</summary>
internal sealed class InboxRequests(HubOperations operations)
{
    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyCollection<string> users, ReadOnlyMemory<byte> data, UserMessageOptions options, CancellationToken cancellationToken)
    {
        var key = options.IdempotencyKey ?? HubOperations.CreateKey();
        return InvokeAsync("send", InboxCodec.WriteSend(users, data, options, key), InboxCodec.ReadSent, cancellationToken);
    }

    public Task<UserMessagePage> ListAsync(InboxQuery query, CancellationToken cancellationToken)
        => InvokeAsync("inbox", InboxCodec.WriteList(query), InboxCodec.ReadPage, cancellationToken);

    public Task<long> MarkAsync(IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken)
        => InvokeAsync("mark", InboxCodec.WriteMark(ids, mark), InboxCodec.ReadUnread, cancellationToken);

    public Task<IReadOnlyList<SentMessageState>> GetStatesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        => InvokeAsync("state", InboxCodec.WriteGetStates(ids), InboxCodec.ReadStates, cancellationToken);

    private Task<T> InvokeAsync<T>(string operation, ReadOnlyMemory<byte> fields, Func<JsonElement, T> read, CancellationToken cancellationToken)
        => operations.InvokeAsync(operation, "inbox", fields, read, isIdempotent: true, cancellationToken);
}
