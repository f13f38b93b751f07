using System.Threading.Channels;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Hooks;
using Switchboard.Timing;

namespace Switchboard.Webhooks;

/// <summary>Keeps what happened until it is sent to the application's back end. At the limit, whoever causes more waits.</summary>
internal sealed class WebhookEvents : IObservingHooks, IConfiguredHooks, IDisposable
{
    private readonly Channel<HookEvent> _waiting;
    private readonly SettingsHolder _settings;
    private readonly DisconnectGrace _grace;

    public WebhookEvents(SettingsHolder settings, Clock clock, HubMetrics metrics)
    {
        _settings = settings;
        _waiting = System.Threading.Channels.Channel.CreateBounded<HookEvent>(
            new BoundedChannelOptions(settings.Current.Hooks.Http.QueuedEvents) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _grace = new DisconnectGrace(clock);
        metrics.Meter.CreateObservableUpDownCounter("switchboard.webhooks.queued", () => (long)_waiting.Reader.Count, "{event}", "Events that wait to be sent to the back end.");
    }

    /// <summary>What is to be sent, in its order.</summary>
    public ChannelReader<HookEvent> Waiting => _waiting.Reader;

    /// <inheritdoc/>
    public HookKinds Kinds
    {
        get
        {
            var http = _settings.Current.Hooks.Http;
            if (http.EventsAddress is null)
            {
                return HookKinds.None;
            }

            return Kind(http, HookKinds.Connections, HookEventKinds.Connected | HookEventKinds.Disconnected)
                | Kind(http, HookKinds.Subscriptions, HookEventKinds.Subscribed | HookEventKinds.Unsubscribed)
                | Kind(http, HookKinds.Publications, HookEventKinds.Published | HookEventKinds.MessageSent)
                | Kind(http, HookKinds.Messages, HookEventKinds.MessageReceived)
                | Kind(http, HookKinds.Jobs, HookEventKinds.Job);
        }
    }

    /// <inheritdoc/>
    public ValueTask OnConnectedAsync(ConnectedEvent happened, CancellationToken cancellationToken)
    {
        _grace.Cancel(happened.Connection.User);
        return KeepAsync(HookEventKinds.Connected, happened, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask OnDisconnectedAsync(DisconnectedEvent happened, CancellationToken cancellationToken)
    {
        var time = _settings.Current.Hooks.Http.DisconnectGrace;
        var isHeld = time > TimeSpan.Zero && happened.Connection.User.Length > 0 && Wants(HookEventKinds.Disconnected)
            && _grace.TryHold(happened, time, _settings.Current.Hooks.Http.QueuedEvents);
        return isHeld ? ValueTask.CompletedTask : KeepAsync(HookEventKinds.Disconnected, happened, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask OnSubscribedAsync(SubscribedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Subscribed, happened, cancellationToken);

    /// <inheritdoc/>
    public ValueTask OnUnsubscribedAsync(UnsubscribedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Unsubscribed, happened, cancellationToken);

    /// <inheritdoc/>
    public ValueTask OnPublishedAsync(PublishedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Published, happened, cancellationToken);

    /// <inheritdoc/>
    public ValueTask OnMessageSentAsync(MessageSentEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.MessageSent, happened, cancellationToken);

    /// <inheritdoc/>
    public ValueTask OnMessageReceivedAsync(MessageReceivedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.MessageReceived, happened, cancellationToken);

    /// <inheritdoc/>
    public ValueTask OnJobChangedAsync(JobChangedEvent happened, CancellationToken cancellationToken)
        => KeepAsync(HookEventKinds.Job, happened, cancellationToken);

    /// <summary>Keeps the ends of connections whose users have not come back in time.</summary>
    /// <param name="all">Whether to wait for none any more: the server stops.</param>
    /// <param name="cancellationToken">Gives up waiting for room.</param>
    public async ValueTask KeepDueAsync(bool all, CancellationToken cancellationToken)
    {
        foreach (var due in _grace.TakeDue(all))
        {
            await KeepAsync(HookEventKinds.Disconnected, due, cancellationToken);
        }
    }

    /// <summary>Takes no more, and lets the sender end.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <inheritdoc/>
    public void Dispose() => Complete();

    private static HookKinds Kind(HttpHookSettings http, HookKinds kind, HookEventKinds events)
        => (http.Events & events) == HookEventKinds.None ? HookKinds.None : kind;

    private bool Wants(HookEventKinds kind)
    {
        var http = _settings.Current.Hooks.Http;
        return http.EventsAddress is not null && http.Events.HasFlag(kind);
    }

    private ValueTask KeepAsync(HookEventKinds kind, HookEvent happened, CancellationToken cancellationToken)
        => Wants(kind) ? _waiting.Writer.WriteAsync(happened, cancellationToken) : ValueTask.CompletedTask;
}
