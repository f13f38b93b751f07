using Switchboard.Client.Connections;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Outbox;

/// <summary>Sends items over one session of the client.</summary>
internal sealed class OutboxConnection(Session session) : IOutboxConnection
{
    /// <inheritdoc/>
    public Task<OutboxReply> SendAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        // The request takes its place in the session's queue here, before anything is awaited.
        var request = session.Request(ToCommand(item));
        return request.Answer.IsCompletedSuccessfully
            ? Task.FromResult(ToReply(request, request.Answer.Result))
            : AwaitAsync(request, cancellationToken);
    }

    private async Task<OutboxReply> AwaitAsync(PendingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return ToReply(request, await request.Answer.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            session.Forget(request);
            throw;
        }
    }

    // An answer of a kind that is not known is one, too: the hub has taken the item.
    private static OutboxReply ToReply(PendingRequest request, in RequestAnswer answer) => answer switch
    {
        { Error: { } error } => OutboxReply.Of(error),
        { Failure: not null } => request.Id == 0 ? OutboxReply.NotSent : OutboxReply.Lost,
        _ => OutboxReply.Accepted,
    };

    private static CentrifugeCommand ToCommand(OutboxItem item) => item.Kind switch
    {
        OutboxItemKind.Publish => new PublishCommand(0, item.Channel, item.Data, 0) { IdempotencyKey = item.IdempotencyKey },
        _ => new SendCommand(0, item.Data) { IdempotencyKey = item.IdempotencyKey },
    };
}
