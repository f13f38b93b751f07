using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>A connection publishes.</summary>
internal sealed class PublishHandler(Gatekeeper gatekeeper, PublicationEvents publications, HookDecisions hooks)
{
    public ValueTask<Outcome<Position>> HandleAsync(Connection connection, ClientPublish request, CancellationToken cancellationToken)
    {
        var subscription = connection.Find(request.Channel);
        var asksHook = hooks.Has(HookKinds.Publishing);
        var admission = gatekeeper.Admit(connection.Principal, Operations.Publish, request.Channel, asksHook, subscription is not null, hasToken: false);
        if (!admission.IsSuccess)
        {
            return ValueTask.FromResult(admission.As<Position>());
        }

        var order = new PublishOrder(request.Channel, admission.Value.Namespace, request.Data)
        {
            IsCheckedJson = request.IsCheckedJson,
            Publisher = subscription?.Info ?? connection.Info,
            IdempotencyKey = request.IdempotencyKey,
            KeyOwner = connection.Principal,
            Tags = request.Event is null ? null : new Dictionary<string, string>(1, StringComparer.Ordinal) { [Publication.EventTag] = request.Event },
        };
        return asksHook
            ? AskAsync(connection, order, admission.Value.IsUndecided, cancellationToken)
            : publications.PublishAsync(order, connection, user: null, cancellationToken);
    }

    private async ValueTask<Outcome<Position>> AskAsync(Connection connection, PublishOrder order, bool isUndecided, CancellationToken cancellationToken)
    {
        var context = new PublishingContext
        {
            Connection = HookDetails.Of(connection),
            Header = HookDetails.HeadersOf(connection),
            Channel = order.Channel,
            IsUndecided = isUndecided,
            Data = order.Data,
            Options = new PublishOptions { IdempotencyKey = order.IdempotencyKey, Tags = order.Tags },
        };
        var decision = await hooks.PublishingAsync(context);
        if (!decision.IsSuccess)
        {
            return decision.As<Position>();
        }

        var changed = order with
        {
            Data = context.Data,
            IsCheckedJson = order.IsCheckedJson && context.Data.Equals(order.Data),
            Tags = PublishTags.Of(context.Options),
            SkipHistory = context.Options.SkipHistory,
            IdempotencyKey = string.IsNullOrEmpty(context.Options.IdempotencyKey) ? null : context.Options.IdempotencyKey,
            Version = context.Options.Version,
            VersionEpoch = context.Options.VersionEpoch,
        };
        return await publications.PublishAsync(changed, connection, user: null, cancellationToken);
    }
}
