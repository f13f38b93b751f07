using Switchboard.Client.Mutations;
using Switchboard.Client.Requests;

namespace Switchboard.Client;

/// <content>Publications that change, in mutable namespaces.</content>
public sealed partial class SwitchboardClient
{
    private readonly MutationRequests _mutationRequests;

    /// <summary>Publishes into a channel of a mutable namespace, and tells the id. With an idempotency key it is sent again when the connection is lost.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="data">The payload: JSON, or any bytes where the namespace takes them.</param>
    /// <param name="options">How: <see cref="PublishOptions.Open"/> where more will be appended; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was published is not known then.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made, or it was lost before the answer.</exception>
    public Task<ChangeResult> PublishMutableAsync(string channel, ReadOnlyMemory<byte> data, PublishOptions? options = null, CancellationToken cancellationToken = default)
        => _mutationRequests.PublishAsync(channel, Checked(data), options ?? PublishOptions.None, cancellationToken);

    /// <summary>Appends to a publication of a mutable namespace: a JSON string to a string, an array to an array, bytes to bytes.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The id of the publication.</param>
    /// <param name="data">What is appended.</param>
    /// <param name="options">How; null for nothing out of the ordinary. With an idempotency key it is sent again when the connection is lost.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was appended is not known then.</param>
    /// <exception cref="SwitchboardException">The hub refused it: with 413 the publication is gone or has ended, as the reason in the details says.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made, or it was lost before the answer.</exception>
    public Task<ChangeResult> AppendAsync(string channel, string id, ReadOnlyMemory<byte> data, ChangeOptions? options = null, CancellationToken cancellationToken = default)
        => ChangeAsync("append", channel, id, Checked(data), options, cancellationToken);

    /// <summary>Replaces the data of a publication of a mutable namespace.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The id of the publication.</param>
    /// <param name="data">What takes the place of its data.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was replaced is not known then.</param>
    /// <inheritdoc cref="AppendAsync"/>
    public Task<ChangeResult> ReplaceAsync(string channel, string id, ReadOnlyMemory<byte> data, ChangeOptions? options = null, CancellationToken cancellationToken = default)
        => ChangeAsync("replace", channel, id, Checked(data), options, cancellationToken);

    /// <summary>Deletes a publication of a mutable namespace.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The id of the publication.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was deleted is not known then.</param>
    /// <inheritdoc cref="AppendAsync"/>
    public Task<ChangeResult> DeleteAsync(string channel, string id, ChangeOptions? options = null, CancellationToken cancellationToken = default)
        => ChangeAsync("delete", channel, id, default, options, cancellationToken);

    /// <summary>Ends a publication of a mutable namespace: nothing more can be appended.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The id of the publication.</param>
    /// <param name="data">What is appended last; empty for nothing.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was ended is not known then.</param>
    /// <inheritdoc cref="AppendAsync"/>
    public Task<ChangeResult> EndAsync(string channel, string id, ReadOnlyMemory<byte> data = default, ChangeOptions? options = null, CancellationToken cancellationToken = default)
        => ChangeAsync("end", channel, id, data.IsEmpty ? data : Checked(data), options, cancellationToken);

    /// <summary>Publishes an open publication, and returns what writes the rest of it.</summary>
    /// <param name="channel">The channel, of a mutable namespace.</param>
    /// <param name="data">What it begins with; empty for an empty JSON string.</param>
    /// <param name="options">How; null for nothing out of the ordinary. It is open in any case, and has an idempotency key.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was published is not known then.</param>
    /// <returns>The writer. Disposed of before its end, it ends the publication as broken.</returns>
    /// <inheritdoc cref="PublishMutableAsync"/>
    public async Task<PublicationWriter> BeginAsync(string channel, ReadOnlyMemory<byte> data = default, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= PublishOptions.None;
        options = options with { Open = true, IdempotencyKey = string.IsNullOrEmpty(options.IdempotencyKey) ? HubOperations.CreateKey() : options.IdempotencyKey };
        var begun = await PublishMutableAsync(channel, data.IsEmpty ? "\"\""u8.ToArray() : data, options, cancellationToken).ConfigureAwait(false);
        return new PublicationWriter(this, channel, begun.Id);
    }

    private Task<ChangeResult> ChangeAsync(
        string operation, string channel, string id, ReadOnlyMemory<byte> data, ChangeOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _mutationRequests.ChangeAsync(operation, channel, id, data, options ?? ChangeOptions.None, cancellationToken);
    }
}
