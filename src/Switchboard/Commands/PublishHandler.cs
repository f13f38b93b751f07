using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>A connection publishes.</summary>
internal sealed class PublishHandler(Gatekeeper gatekeeper, Publisher publisher)
{
    public ValueTask<Outcome<Position>> HandleAsync(
        Connection connection, string channel, ReadOnlyMemory<byte> data, bool isCheckedJson, CancellationToken cancellationToken)
    {
        var subscription = connection.Find(channel);
        var admission = gatekeeper.Admit(connection.Principal, Operations.Publish, channel, subscription is not null);
        if (!admission.IsSuccess)
        {
            return ValueTask.FromResult(admission.As<Position>());
        }

        var order = new PublishOrder(channel, admission.Value!, data)
        {
            IsCheckedJson = isCheckedJson,
            Publisher = subscription?.Info ?? connection.Info,
        };
        return publisher.PublishAsync(order, cancellationToken);
    }
}
