using Switchboard.Channels;
using Switchboard.Extensibility;

namespace Switchboard.Commands;

/// <content>Publications that change.</content>
internal sealed partial class SwitchboardHub
{
    /// <inheritdoc/>
    public async ValueTask<ChangeResult> PublishMutableAsync(
        string channel, ReadOnlyMemory<byte> data, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (id, position) = ValueOf(await mutations.PublishAsync(PublishOf(channel, data, options), requiresId: true, cancellationToken));
        return new ChangeResult(id!, position);
    }

    /// <inheritdoc/>
    public ValueTask<ChangeResult> AppendAsync(
        string channel, string id, ReadOnlyMemory<byte> data, ChangeOptions? options = null, CancellationToken cancellationToken = default)
        => ChangeAsync(MutationKind.Append, channel, id, data, options, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ChangeResult> ReplaceAsync(
        string channel, string id, ReadOnlyMemory<byte> data, ChangeOptions? options = null, CancellationToken cancellationToken = default)
        => ChangeAsync(MutationKind.Replace, channel, id, data, options, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ChangeResult> DeleteAsync(string channel, string id, ChangeOptions? options = null, CancellationToken cancellationToken = default)
        => ChangeAsync(MutationKind.Delete, channel, id, default, options, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ChangeResult> EndAsync(
        string channel, string id, ReadOnlyMemory<byte> data = default, ChangeOptions? options = null, CancellationToken cancellationToken = default)
        => ChangeAsync(MutationKind.End, channel, id, data, options, cancellationToken);

    private async ValueTask<ChangeResult> ChangeAsync(
        MutationKind kind, string channel, string id, ReadOnlyMemory<byte> data, ChangeOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(id);
        options ??= ChangeOptions.None;
        var wish = new MutationWish(kind, id) { Reason = kind == MutationKind.End && options.Broken ? MutationWish.Aborted : "" };
        var publish = PublishOf(channel, data, new PublishOptions { Tags = options.Tags, IdempotencyKey = options.IdempotencyKey });
        var (_, position) = ValueOf(await mutations.ChangeAsync(publish, wish, cancellationToken));
        return new ChangeResult(id, position);
    }
}
