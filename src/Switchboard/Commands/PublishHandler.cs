using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>A connection publishes.</summary>
internal sealed class PublishHandler(Gatekeeper gatekeeper, Publisher publisher)
{
    private readonly WorkUnderWay<(string Channel, string Key), Position> _underWay = new();

    public ValueTask<Outcome<Position>> HandleAsync(Connection connection, ClientPublish request, CancellationToken cancellationToken)
    {
        var subscription = connection.Find(request.Channel);
        var admission = gatekeeper.Admit(connection.Principal, Operations.Publish, request.Channel, subscription is not null);
        if (!admission.IsSuccess)
        {
            return ValueTask.FromResult(admission.As<Position>());
        }

        var order = new PublishOrder(request.Channel, admission.Value!, request.Data)
        {
            IsCheckedJson = request.IsCheckedJson,
            Publisher = subscription?.Info ?? connection.Info,
            IdempotencyKey = request.IdempotencyKey,
            KeyOwner = connection.Principal,
        };
        return order.IdempotencyKey is null
            ? publisher.PublishAsync(order, cancellationToken)
            : PublishOnceAsync(order, cancellationToken);
    }

    // A client that lost its connection repeats itself on the next one, perhaps while the first try is still being carried out.
    private ValueTask<Outcome<Position>> PublishOnceAsync(PublishOrder order, CancellationToken cancellationToken)
    {
        var key = IdempotencyKeys.Scoped(order.KeyOwner, order.IdempotencyKey!);
        return _underWay.RunAsync((order.Channel, key), () => publisher.PublishAsync(order, cancellationToken));
    }
}
