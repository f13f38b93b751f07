using Switchboard.Client.Connections;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Outbox;

/// <summary>Sends items over one session of the client.</summary>
internal sealed class OutboxConnection(Session session) : IOutboxConnection
{
    /// <inheritdoc/>
    public Task<OutboxSendResult> SendAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        // The request is queued here, before anything is awaited: that keeps the order of the calls.
        var request = session.Request(CreateCommand(item));
        return request.Completion.IsCompletedSuccessfully
            ? Task.FromResult(ToResult(request, request.Completion.Result))
            : AwaitAsync(request, cancellationToken);
    }

    private async Task<OutboxSendResult> AwaitAsync(PendingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return ToResult(request, await request.Completion.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            session.Discard(request);
            throw;
        }
    }

    // A reply of an unknown kind acknowledges the item as well. A request without an id was refused by a session that had ended: it was never sent.
    private static OutboxSendResult ToResult(PendingRequest request, in RequestResult result) => result switch
    {
        { Error: { } error } => OutboxSendResult.FromError(error),
        { Failure: not null } => request.Id == 0 ? OutboxSendResult.NotSent : OutboxSendResult.Unanswered,
        _ => OutboxSendResult.Acknowledged,
    };

    private static CentrifugeCommand CreateCommand(OutboxItem item) => item.Kind switch
    {
        OutboxItemKind.Publish => new PublishCommand(0, item.Channel, item.Data, 0) { IdempotencyKey = item.IdempotencyKey },
        _ => new SendCommand(0, item.Data) { IdempotencyKey = item.IdempotencyKey },
    };
}
