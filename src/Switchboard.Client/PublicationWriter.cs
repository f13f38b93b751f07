using System.Text.Json;
using Switchboard.Client.Mutations;
using Switchboard.Client.Requests;

namespace Switchboard.Client;

/// <summary>Writes a publication of a mutable namespace piece by piece. For one caller at a time.</summary>
/// <remarks>
/// Each piece has an idempotency key: where the connection is lost before the answer, it is sent again with the next one, and is appended
/// once. Disposal without <see cref="EndAsync"/> ends the publication as broken; so does the hub, where nothing comes for <c>appendTimeoutSeconds</c>.
/// </remarks>
public sealed class PublicationWriter : IAsyncDisposable
{
    private readonly SwitchboardClient _client;
    private bool _isOver;

    internal PublicationWriter(SwitchboardClient client, string channel, string id) => (_client, Channel, Id) = (client, channel, id);

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>The id of the publication.</summary>
    public string Id { get; }

    /// <summary>Appends text to a publication that is a JSON string.</summary>
    /// <param name="text">The text. Where it is empty, nothing is sent.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was appended is not known then.</param>
    /// <inheritdoc cref="AppendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task AppendAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0 ? Task.CompletedTask : AppendAsync(JsonSerializer.SerializeToUtf8Bytes(text, TextJsonContext.Default.String), cancellationToken);
    }

    /// <summary>Appends a payload.</summary>
    /// <param name="data">A JSON string to a string, an array to an array, bytes to bytes.</param>
    /// <param name="cancellationToken">Cancels the wait; whether it was appended is not known then.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        return _client.AppendAsync(Channel, Id, data, WithKey(), cancellationToken);
    }

    /// <summary>Ends the publication.</summary>
    /// <param name="cancellationToken">Cancels the wait; whether it was ended is not known then.</param>
    /// <inheritdoc cref="AppendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public async Task EndAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        await _client.EndAsync(Channel, Id, default, WithKey(), cancellationToken).ConfigureAwait(false);
        _isOver = true;
    }

    /// <summary>Ends the publication as broken, unless it has ended. Where that cannot be told, the hub does so when its time is over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        try
        {
            await _client.EndAsync(Channel, Id, default, WithKey() with { Broken = true }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SwitchboardException or SwitchboardConnectionException or ObjectDisposedException)
        {
            // It has ended already, or there is no connection: the hub sees to it.
            return;
        }
    }

    private static ChangeOptions WithKey() => new() { IdempotencyKey = HubOperations.CreateKey() };
}
