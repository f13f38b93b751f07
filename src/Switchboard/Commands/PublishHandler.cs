using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>A connection publishes.</summary>
internal sealed class PublishHandler(Gatekeeper gatekeeper, PublicationEvents publications, HookDecisions hooks)
{
    public ValueTask<Outcome<Position>> HandleAsync(Connection connection, ClientPublish request, CancellationToken cancellationToken)
    {
        var deciding = DecideAsync(connection, request);
        return deciding.IsCompletedSuccessfully
            ? PublishAsync(connection, deciding.Result, cancellationToken)
            : PublishAsync(connection, deciding, cancellationToken);
    }

    /// <summary>Decides whether a connection may publish this, without publishing it.</summary>
    /// <returns>What is to be published, as hooks have changed it.</returns>
    public ValueTask<Outcome<PublishOrder>> DecideAsync(Connection connection, ClientPublish request)
    {
        var subscription = connection.Find(request.Channel);
        var asksHook = hooks.Has(HookKinds.Publishing);
        var admission = gatekeeper.Admit(connection.Principal, Operations.Publish, request.Channel, asksHook, subscription is not null, hasToken: false);
        if (!admission.IsSuccess)
        {
            return ValueTask.FromResult(admission.As<PublishOrder>());
        }

        var order = new PublishOrder(request.Channel, admission.Value.Namespace, request.Data)
        {
            IsCheckedJson = request.IsCheckedJson,
            Publisher = subscription?.Info ?? connection.Info,
            IdempotencyKey = request.IdempotencyKey,
            KeyOwner = connection.Principal,
            Tags = request.Event is null ? null : new Dictionary<string, string>(1, StringComparer.Ordinal) { [Publication.EventTag] = request.Event },
        };
        return asksHook ? AskAsync(connection, order, admission.Value.IsUndecided) : ValueTask.FromResult<Outcome<PublishOrder>>(order);
    }

    private async ValueTask<Outcome<Position>> PublishAsync(Connection connection, ValueTask<Outcome<PublishOrder>> deciding, CancellationToken cancellationToken)
        => await PublishAsync(connection, await deciding, cancellationToken);

    private ValueTask<Outcome<Position>> PublishAsync(Connection connection, in Outcome<PublishOrder> decision, CancellationToken cancellationToken) => decision.IsSuccess
        ? publications.PublishAsync(decision.Value!, connection, user: null, cancellationToken)
        : ValueTask.FromResult(decision.As<Position>());

    private async ValueTask<Outcome<PublishOrder>> AskAsync(Connection connection, PublishOrder order, bool isUndecided)
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
            return decision.As<PublishOrder>();
        }

        return order with
        {
            Data = context.Data,
            IsCheckedJson = order.IsCheckedJson && context.Data.Equals(order.Data),
            Tags = PublishTags.Of(context.Options),
            SkipHistory = context.Options.SkipHistory,
            IdempotencyKey = string.IsNullOrEmpty(context.Options.IdempotencyKey) ? null : context.Options.IdempotencyKey,
            Version = context.Options.Version,
            VersionEpoch = context.Options.VersionEpoch,
        };
    }
}
