using Switchboard.Client.Connections;
using Switchboard.Client.Outbox;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Requests;

/// <summary>Sends what an outbox holds, over the client's connection.</summary>
internal sealed class OutboxSender(ConnectionKeeper keeper) : IOutboxSender
{
    /// <inheritdoc/>
    public async Task<IOutboxConnection> WaitUntilReadyAsync(CancellationToken cancellationToken)
        => new Connection(await keeper.WaitForSessionAsync(cancellationToken).ConfigureAwait(false));

    private sealed class Connection(Session session) : IOutboxConnection
    {
        public Task<OutboxReply> SendAsync(OutboxItem item, CancellationToken cancellationToken)
        {
            if (session.Ended.IsCancellationRequested)
            {
                return Task.FromResult(OutboxReply.NotSent);
            }

            var request = session.Request(ToCommand(item));
            return request.Id == 0 && request.Answer is { IsCompletedSuccessfully: true, Result.Failure: not null }
                ? Task.FromResult(OutboxReply.NotSent)
                : AnswerAsync(request, cancellationToken);
        }

        private async Task<OutboxReply> AnswerAsync(PendingRequest request, CancellationToken cancellationToken)
        {
            try
            {
                var answer = await request.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
                return answer switch
                {
                    { Error: { } error } => OutboxReply.Of(error),
                    { Failure: not null } => OutboxReply.Lost,
                    _ => OutboxReply.Accepted,
                };
            }
            catch (OperationCanceledException)
            {
                session.Forget(request);
                throw;
            }
        }

        private static CentrifugeCommand ToCommand(OutboxItem item) => item.Kind == OutboxItemKind.Publish
            ? new PublishCommand(0, item.Channel, item.Data, 0) { IdempotencyKey = item.IdempotencyKey }
            : new SendCommand(0, item.Data) { IdempotencyKey = item.IdempotencyKey };
    }
}
