using System.Buffers;
using System.Text.Json;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Hooks;
using Switchboard.Outbox;

namespace Switchboard.Webhooks;

/// <summary>Puts what happened into the outbox of the targets that want to know, in the form that webhooks have.</summary>
internal sealed class EventTargetHooks(OutboxTargets targets, OutboxWriter writer) : IObservingHooks, IConfiguredHooks
{
    /// <inheritdoc/>
    public HookKinds Kinds => Kind(HookKinds.Connections, HookEventKinds.Connected | HookEventKinds.Disconnected)
        | Kind(HookKinds.Subscriptions, HookEventKinds.Subscribed | HookEventKinds.Unsubscribed)
        | Kind(HookKinds.Publications, HookEventKinds.Published | HookEventKinds.MessageSent)
        | Kind(HookKinds.Messages, HookEventKinds.MessageReceived)
        | Kind(HookKinds.Receipts, HookEventKinds.MessageReceipt)
        | Kind(HookKinds.Jobs, HookEventKinds.Job);

    /// <inheritdoc/>
    public ValueTask OnConnectedAsync(ConnectedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Connected, happened, "", happened.Connection.User);

    /// <inheritdoc/>
    public ValueTask OnDisconnectedAsync(DisconnectedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Disconnected, happened, "", happened.Connection.User);

    /// <inheritdoc/>
    public ValueTask OnSubscribedAsync(SubscribedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Subscribed, happened, happened.Channel, happened.Connection.User);

    /// <inheritdoc/>
    public ValueTask OnUnsubscribedAsync(UnsubscribedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Unsubscribed, happened, happened.Channel, happened.Connection.User);

    /// <inheritdoc/>
    public ValueTask OnPublishedAsync(PublishedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Published, happened, happened.Channel, happened.Connection?.User, happened.Publication);

    /// <inheritdoc/>
    public ValueTask OnMessageSentAsync(MessageSentEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.MessageSent, happened, "", happened.Connection?.User, happened.Publication);

    /// <inheritdoc/>
    public ValueTask OnMessageReceivedAsync(MessageReceivedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.MessageReceived, happened, "", happened.Connection.User);

    /// <inheritdoc/>
    public ValueTask OnMessageReceiptAsync(MessageReceiptEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.MessageReceipt, happened, "", happened.Receipt.User);

    /// <inheritdoc/>
    public ValueTask OnJobChangedAsync(JobChangedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Job, happened, "", happened.Job.User);

    private HookKinds Kind(HookKinds kind, HookEventKinds events) => (targets.Events & events) == HookEventKinds.None ? HookKinds.None : kind;

    private async ValueTask KeepAsync(HookEventKinds kind, HookEvent happened, string channel, string? user, Publication? publication = null)
    {
        if (!targets.Events.HasFlag(kind))
        {
            return;
        }

        var trace = HubTracing.Carried(isByClient: true);
        var data = BodyOf(happened);
        foreach (var target in targets.All.Where(target => target.Settings.Events.HasFlag(kind)))
        {
            await writer.AppendHookEventAsync(new OutgoingEvent
            {
                Target = target.Name,
                Id = happened.Id,
                Type = HookDispatcher.NameOf(happened),
                Time = happened.Time,
                Data = data,
                Channel = channel,
                Event = publication?.Event ?? "",
                Tags = publication?.Tags,
                Key = publication?.Key ?? "",
                IsRemoval = publication?.IsRemoval ?? false,
                User = user ?? "",
                Offset = publication?.Offset ?? 0,
                Epoch = publication?.Epoch ?? "",
                TraceParent = trace.Parent,
                TraceState = trace.State,
            });
        }
    }

    private static ReadOnlyMemory<byte> BodyOf(HookEvent happened)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            EventBody.Write(writer, happened);
        }

        return buffer.WrittenMemory;
    }
}
