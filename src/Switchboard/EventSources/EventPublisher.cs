using Switchboard.Channels;
using Switchboard.Commands.Inbox;
using Switchboard.Configuration;
using Switchboard.Maps;
using Switchboard.Results;

namespace Switchboard.EventSources;

/// <summary>Publishes what messages say, as a service does.</summary>
internal sealed class EventPublisher(PublishPipeline pipeline, MapPublisher maps, MessageHandler messages, SettingsHolder settings)
{
    private static readonly ErrorCode _noEvent = InvalidField.Of("event", "is for publications and messages alone: the changes of a map have none");

    private readonly EventTurns _turns = new();

    /// <summary>Publishes, or sends.</summary>
    /// <param name="target">Where.</param>
    /// <param name="data">The payload.</param>
    /// <param name="window">How long a durable place remembers the key.</param>
    /// <returns>Why it was refused; null where it was not.</returns>
    public async ValueTask<ErrorCode?> PublishAsync(EventTarget target, ReadOnlyMemory<byte> data, TimeSpan window)
        => await RefusalOfAsync(target, data, window) is { } error ? EventRefusals.Explain(error, target, data.Span, settings.Current) : null;

    private async ValueTask<ErrorCode?> RefusalOfAsync(EventTarget target, ReadOnlyMemory<byte> data, TimeSpan window)
    {
        if (target.User is { } user)
        {
            return await _turns.RunAsync(user, () => SendAsync(target, data, window));
        }

        if (target.Entry is { } entry)
        {
            return await ChangeAsync(target, entry, data, window);
        }

        var permitted = pipeline.Permit(new ServicePublish(target.Channel, data, IsCheckedJson: false, new PublishOptions { Event = target.Event, Tags = target.Tags, IdempotencyKey = target.Key }));
        if (permitted.Value is not { } request)
        {
            return permitted.Error;
        }

        // Durable windows alone: the keys of channels in memory have a budget, and go with it when the hub stops.
        return (await pipeline.PublishAsync(request with { KeyWindow = request.Namespace.Storage == StorageKind.Durable ? window : null }, CancellationToken.None)).Error;
    }

    private async ValueTask<ErrorCode?> ChangeAsync(EventTarget target, EventEntry entry, ReadOnlyMemory<byte> data, TimeSpan window)
    {
        if (target.Event is not null)
        {
            return _noEvent;
        }

        var wish = new MapWish(target.Channel!, entry.Key, entry.IsRemoval)
        {
            Data = entry.IsRemoval ? default : data,
            Options = new MapPublishOptions { Tags = target.Tags, Score = entry.Score, IdempotencyKey = target.Key },
            DurableKeyWindow = window,
        };
        return (await maps.ChangeAsync(wish, CancellationToken.None)).Error;
    }

    private async Task<ErrorCode?> SendAsync(EventTarget target, ReadOnlyMemory<byte> data, TimeSpan window)
    {
        var request = new MessageRequest([target.User!], data)
        {
            Event = target.Event,
            Tags = target.Tags,
            IdempotencyKey = target.Key,
            IdempotencyWindow = window,
        };
        var outcome = await messages.HandleAsync(Principal.Service, connection: null, request, CancellationToken.None);
        return outcome.IsSuccess ? outcome.Value![0].Error : outcome.Error;
    }
}

/// <summary>Has what concerns one user done one after the other: a message is kept first and sent then, and the next must not overtake it in between.</summary>
internal sealed class EventTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);

    /// <summary>Runs behind what was asked for before of the same user.</summary>
    public Task<ErrorCode?> RunAsync(string user, Func<Task<ErrorCode?>> work)
    {
        lock (_lock)
        {
            var running = _last.TryGetValue(user, out var before) ? AfterAsync(before, work) : work();
            if (!running.IsCompleted)
            {
                _last[user] = running;
                _ = ForgetAsync(user, running);
            }

            return running;
        }
    }

    private static async Task<ErrorCode?> AfterAsync(Task before, Func<Task<ErrorCode?>> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await work();
    }

    private async Task ForgetAsync(string user, Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            if (_last.TryGetValue(user, out var last) && ReferenceEquals(last, running))
            {
                _last.Remove(user);
            }
        }
    }
}
