using System.Threading.Channels;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Hooks;

/// <summary>Observing hooks that keep what they are told, and may be held up.</summary>
internal sealed class Observations : IObservingHooks
{
    private readonly Channel<HookEvent> _seen = Channel.CreateUnbounded<HookEvent>();

    /// <summary>What happens before an event is kept.</summary>
    public Func<HookEvent, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public ValueTask OnConnectedAsync(ConnectedEvent happened, CancellationToken cancellationToken) => KeepAsync(happened);

    public ValueTask OnDisconnectedAsync(DisconnectedEvent happened, CancellationToken cancellationToken) => KeepAsync(happened);

    public ValueTask OnSubscribedAsync(SubscribedEvent happened, CancellationToken cancellationToken) => KeepAsync(happened);

    public ValueTask OnUnsubscribedAsync(UnsubscribedEvent happened, CancellationToken cancellationToken) => KeepAsync(happened);

    public ValueTask OnPublishedAsync(PublishedEvent happened, CancellationToken cancellationToken) => KeepAsync(happened);

    public ValueTask OnMessageSentAsync(MessageSentEvent happened, CancellationToken cancellationToken) => KeepAsync(happened);

    public ValueTask OnMessageReceivedAsync(MessageReceivedEvent happened, CancellationToken cancellationToken) => KeepAsync(happened);

    public ValueTask OnMessageReceiptAsync(MessageReceiptEvent happened, CancellationToken cancellationToken) => KeepAsync(happened);

    /// <summary>The next event, which must be of this kind.</summary>
    public async Task<T> NextAsync<T>()
        where T : HookEvent
    {
        var next = await _seen.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        return Assert.IsType<T>(next, exactMatch: false);
    }

    /// <summary>The next event of a user's connection, which must be of this kind. Those of other connections come in an order of their own, and are passed over.</summary>
    public async Task<T> NextOfAsync<T>(string user)
        where T : HookEvent
    {
        var next = await NextAsync<HookEvent>();
        while (UserOf(next) != user)
        {
            next = await NextAsync<HookEvent>();
        }

        return Assert.IsType<T>(next, exactMatch: false);
    }

    /// <summary>What was seen and not yet asked for.</summary>
    public IReadOnlyList<HookEvent> Rest()
    {
        var rest = new List<HookEvent>();
        while (_seen.Reader.TryRead(out var happened))
        {
            rest.Add(happened);
        }

        return rest;
    }

    private static string? UserOf(HookEvent happened) => happened switch
    {
        ConnectedEvent connected => connected.Connection.User,
        DisconnectedEvent disconnected => disconnected.Connection.User,
        SubscribedEvent subscribed => subscribed.Connection.User,
        UnsubscribedEvent unsubscribed => unsubscribed.Connection.User,
        _ => null,
    };

    private async ValueTask KeepAsync(HookEvent happened)
    {
        await Before(happened);
        await _seen.Writer.WriteAsync(happened);
    }
}
