using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Switchboard;

/// <summary>Typed payloads for <see cref="ISwitchboard"/>, through System.Text.Json and its source generation.</summary>
public static class SwitchboardExtensions
{
    /// <summary>Publishes a value as JSON. See <see cref="ISwitchboard.PublishAsync(string, ReadOnlyMemory{byte}, PublishOptions?, CancellationToken)"/>.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="hub">The hub.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="data">The payload.</param>
    /// <param name="type">How it is written, as <c>AppJsonContext.Default.Order</c>.</param>
    /// <param name="options">How it is published; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public static ValueTask<Position> PublishAsync<T>(
        this ISwitchboard hub, string channel, T data, JsonTypeInfo<T> type, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.PublishAsync(channel, JsonSerializer.SerializeToUtf8Bytes(data, type), options, cancellationToken);
    }

    /// <summary>Publishes the same value as JSON into several channels. See <see cref="ISwitchboard.BroadcastAsync"/>.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="hub">The hub.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="data">The payload.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="options">How it is published; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public static ValueTask<IReadOnlyList<BroadcastOutcome>> BroadcastAsync<T>(
        this ISwitchboard hub, IReadOnlyCollection<string> channels, T data, JsonTypeInfo<T> type, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.BroadcastAsync(channels, JsonSerializer.SerializeToUtf8Bytes(data, type), options, cancellationToken);
    }

    /// <summary>Sends a value as JSON to a user. See <see cref="ISwitchboard.SendAsync(string, ReadOnlyMemory{byte}, MessageOptions?, CancellationToken)"/>.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="hub">The hub.</param>
    /// <param name="user">The user id.</param>
    /// <param name="data">The payload.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="options">How it is sent; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public static ValueTask<string> SendAsync<T>(
        this ISwitchboard hub, string user, T data, JsonTypeInfo<T> type, MessageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.SendAsync(user, JsonSerializer.SerializeToUtf8Bytes(data, type), options, cancellationToken);
    }

    /// <summary>Sends a value as JSON to several users. See <see cref="ISwitchboard.SendAsync(IReadOnlyCollection{string}, ReadOnlyMemory{byte}, MessageOptions?, CancellationToken)"/>.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="hub">The hub.</param>
    /// <param name="users">The user ids.</param>
    /// <param name="data">The payload.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="options">How it is sent; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public static ValueTask<IReadOnlyList<SendOutcome>> SendAsync<T>(
        this ISwitchboard hub, IReadOnlyCollection<string> users, T data, JsonTypeInfo<T> type, MessageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.SendAsync(users, JsonSerializer.SerializeToUtf8Bytes(data, type), options, cancellationToken);
    }

    /// <summary>Sends a value as JSON to everyone in a channel. See <see cref="ISwitchboard.SendToPresenceAsync"/>.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="hub">The hub.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="data">The payload.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="options">How it is sent; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public static ValueTask<IReadOnlyList<SendOutcome>> SendToPresenceAsync<T>(
        this ISwitchboard hub, string channel, T data, JsonTypeInfo<T> type, MessageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.SendToPresenceAsync(channel, JsonSerializer.SerializeToUtf8Bytes(data, type), options, cancellationToken);
    }

    /// <summary>Calls a method with a value, and reads its result. See <see cref="ISwitchboard.CallAsync"/>.</summary>
    /// <typeparam name="TRequest">The type of what the method is called with.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="hub">The hub.</param>
    /// <param name="method">The method.</param>
    /// <param name="request">What it is called with.</param>
    /// <param name="requestType">How that is written, as <c>AppJsonContext.Default.SumRequest</c>.</param>
    /// <param name="resultType">How the result is read.</param>
    /// <param name="options">Who is to answer, and in which time; null for anybody, in the default time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result; null where the method returned nothing, or the JSON <c>null</c>.</returns>
    /// <exception cref="JsonException">The result is not of that type.</exception>
    public static async ValueTask<TResult?> CallAsync<TRequest, TResult>(
        this ISwitchboard hub,
        string method,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResult> resultType,
        CallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var result = await hub.CallAsync(method, JsonSerializer.SerializeToUtf8Bytes(request, requestType), options, cancellationToken).ConfigureAwait(false);
        return result.IsEmpty ? default : JsonSerializer.Deserialize(result.Span, resultType);
    }

    /// <summary>Has a method carried out with a value, however long it takes. See <see cref="ISwitchboard.SubmitJobAsync"/>.</summary>
    /// <typeparam name="T">The type of what the method is called with.</typeparam>
    /// <param name="hub">The hub.</param>
    /// <param name="method">The method.</param>
    /// <param name="request">What it is called with.</param>
    /// <param name="type">How that is written, as <c>AppJsonContext.Default.Report</c>.</param>
    /// <param name="options">How; null for at once, as the configuration says.</param>
    /// <param name="cancellationToken">Gives up waiting for a store; it may still be kept.</param>
    /// <returns>The job's id.</returns>
    public static ValueTask<string> SubmitJobAsync<T>(
        this ISwitchboard hub, string method, T request, JsonTypeInfo<T> type, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.SubmitJobAsync(method, JsonSerializer.SerializeToUtf8Bytes(request, type), options, cancellationToken);
    }

    /// <summary>Reads a publication's payload.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="publication">The publication.</param>
    /// <param name="type">How it is read.</param>
    /// <returns>The value; null where the payload is the JSON <c>null</c>.</returns>
    /// <exception cref="JsonException">The payload is not of that type.</exception>
    public static T? Read<T>(this Publication publication, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(publication);
        return JsonSerializer.Deserialize(publication.Data.Span, type);
    }

    /// <summary>Sets an entry of a map channel to a value as JSON. See <see cref="ISwitchboard.MapPublishAsync(string, string, ReadOnlyMemory{byte}, MapPublishOptions?, CancellationToken)"/>.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="hub">The hub.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="data">The payload.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="options">How the entry is set; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public static ValueTask<MapPublishResult> MapPublishAsync<T>(
        this ISwitchboard hub, string channel, string key, T data, JsonTypeInfo<T> type, MapPublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.MapPublishAsync(channel, key, JsonSerializer.SerializeToUtf8Bytes(data, type), options, cancellationToken);
    }
}
