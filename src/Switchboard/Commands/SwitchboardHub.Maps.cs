using Switchboard.Extensibility;
using Switchboard.Maps;

namespace Switchboard.Commands;

/// <content>Map channels.</content>
internal sealed partial class SwitchboardHub
{
    /// <inheritdoc/>
    public async ValueTask<MapPublishResult> MapPublishAsync(
        string channel, string key, ReadOnlyMemory<byte> data, MapPublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(key);
        var wish = new MapWish(channel, key, IsRemoval: false) { Data = data, Options = options ?? MapPublishOptions.None };
        return ValueOf(await mapPublisher.ChangeAsync(wish, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<MapPublishResult> MapRemoveAsync(string channel, string key, MapRemoveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(key);
        options ??= MapRemoveOptions.None;
        var wish = new MapWish(channel, key, IsRemoval: true)
        {
            Options = new MapPublishOptions { Tags = options.Tags, Expected = options.Expected, IdempotencyKey = options.IdempotencyKey },
        };
        return ValueOf(await mapPublisher.ChangeAsync(wish, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<MapPage> MapReadStateAsync(string channel, MapReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        options ??= MapReadOptions.Default;
        var read = new MapRead { Key = options.Key, After = options.After, Limit = options.Limit, IsDescending = !options.Ascending, UpTo = options.Revision?.Offset };
        var page = ValueOf(await mapReader.ReadEntriesAsync(Principal.Service, connection: null, channel, read, cancellationToken));
        return options.Revision is { Epoch.Length: > 0 } revision && revision.Epoch != page.Top.Epoch ? throw new SwitchboardException(ErrorCodes.UnrecoverablePosition) : page;
    }

    /// <inheritdoc/>
    public async ValueTask<StreamSlice> MapReadStreamAsync(string channel, HistoryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        options ??= HistoryOptions.Default;
        var read = new StreamRead { Since = options.Since?.Offset, Limit = options.Limit, Reverse = options.Reverse };
        return ValueOf(await mapReader.ReadChangesAsync(Principal.Service, connection: null, channel, read, options.Since?.Epoch ?? "", cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<long> MapCountAsync(string channel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return ValueOf(await mapReader.CountAsync(Principal.Service, connection: null, channel, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask MapClearAsync(string channel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _ = ValueOf(await mapReader.ClearAsync(channel, cancellationToken));
    }
}
