using System.Collections.Immutable;
using System.Text;

namespace Switchboard.Configuration;

/// <summary>How hooks are called, resolved from valid <see cref="HookOptions"/> and frozen.</summary>
internal sealed record HookSettings
{
    /// <summary>The time for one decision.</summary>
    public required TimeSpan DecisionTimeout { get; init; }

    /// <summary>The time for one hook and one event.</summary>
    public required TimeSpan ObservationTimeout { get; init; }

    /// <inheritdoc cref="HookOptions.QueuedEvents"/>
    public required int QueuedEvents { get; init; }

    /// <summary>Hooks over HTTP.</summary>
    public required HttpHookSettings Http { get; init; }

    /// <summary>Resolves the options.</summary>
    public static HookSettings From(HookOptions options) => new()
    {
        DecisionTimeout = TimeSpan.FromMilliseconds(options.DecisionTimeoutMilliseconds),
        ObservationTimeout = TimeSpan.FromMilliseconds(options.ObservationTimeoutMilliseconds),
        QueuedEvents = options.QueuedEvents,
        Http = HttpHookSettings.From(options.Http),
    };
}

/// <summary>Hooks over HTTP, resolved from valid <see cref="HttpHookOptions"/> and frozen.</summary>
internal sealed record HttpHookSettings
{
    /// <summary>The key of signatures.</summary>
    public required byte[] Secret { get; init; }

    /// <inheritdoc cref="HttpHookOptions.ConnectUrl"/>
    public required Uri? Connect { get; init; }

    /// <inheritdoc cref="HttpHookOptions.SubscribeUrl"/>
    public required Uri? Subscribe { get; init; }

    /// <inheritdoc cref="HttpHookOptions.PublishUrl"/>
    public required Uri? Publish { get; init; }

    /// <inheritdoc cref="HttpHookOptions.MapPublishUrl"/>
    public required Uri? MapPublish { get; init; }

    /// <inheritdoc cref="HttpHookOptions.MapRemoveUrl"/>
    public required Uri? MapRemove { get; init; }

    /// <inheritdoc cref="HttpHookOptions.MapReadUrl"/>
    public required Uri? MapRead { get; init; }

    /// <inheritdoc cref="HttpHookOptions.RpcUrl"/>
    public required Uri? Rpc { get; init; }

    /// <inheritdoc cref="HttpHookOptions.RefreshUrl"/>
    public required Uri? Refresh { get; init; }

    /// <inheritdoc cref="HttpHookOptions.SubRefreshUrl"/>
    public required Uri? SubRefresh { get; init; }

    /// <inheritdoc cref="HttpHookOptions.EventsUrl"/>
    public required Uri? EventsAddress { get; init; }

    /// <inheritdoc cref="HttpHookOptions.Events"/>
    public required HookEventKinds Events { get; init; }

    /// <inheritdoc cref="HttpHookOptions.Headers"/>
    public required ImmutableArray<string> Headers { get; init; }

    /// <inheritdoc cref="HttpHookOptions.ClientHeaders"/>
    public required ImmutableArray<string> ClientHeaders { get; init; }

    /// <inheritdoc cref="HttpHookOptions.IncludeMeta"/>
    public required bool IncludeMeta { get; init; }

    /// <summary>The time for one request.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <inheritdoc cref="HttpHookOptions.MaxResponseBytes"/>
    public required int MaxResponseBytes { get; init; }

    /// <inheritdoc cref="HttpHookOptions.EventsPerRequest"/>
    public required int EventsPerRequest { get; init; }

    /// <inheritdoc cref="HttpHookOptions.QueuedEvents"/>
    public required int QueuedEvents { get; init; }

    /// <summary>How long events are sent again.</summary>
    public required TimeSpan RetryTime { get; init; }

    /// <summary>How long the end of a connection waits for the user's return.</summary>
    public required TimeSpan DisconnectGrace { get; init; }

    /// <summary>Resolves the options.</summary>
    public static HttpHookSettings From(HttpHookOptions options) => new()
    {
        Secret = Encoding.UTF8.GetBytes(options.SigningSecret),
        Connect = AddressOf(options.ConnectUrl),
        Subscribe = AddressOf(options.SubscribeUrl),
        Publish = AddressOf(options.PublishUrl),
        MapPublish = AddressOf(options.MapPublishUrl),
        MapRemove = AddressOf(options.MapRemoveUrl),
        MapRead = AddressOf(options.MapReadUrl),
        Rpc = AddressOf(options.RpcUrl),
        Refresh = AddressOf(options.RefreshUrl),
        SubRefresh = AddressOf(options.SubRefreshUrl),
        EventsAddress = AddressOf(options.EventsUrl),
        Events = options.Events,
        Headers = [.. options.Headers],
        ClientHeaders = [.. options.ClientHeaders],
        IncludeMeta = options.IncludeMeta,
        Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds),
        MaxResponseBytes = options.MaxResponseBytes,
        EventsPerRequest = options.EventsPerRequest,
        QueuedEvents = options.QueuedEvents,
        RetryTime = TimeSpan.FromSeconds(options.RetrySeconds),
        DisconnectGrace = TimeSpan.FromSeconds(options.DisconnectGraceSeconds),
    };

    private static Uri? AddressOf(string url) => url.Length == 0 ? null : new Uri(url);
}
