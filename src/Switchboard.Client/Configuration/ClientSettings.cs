using System.Security.Cryptography.X509Certificates;
using Switchboard.Client.Concurrency;

namespace Switchboard.Client.Configuration;

/// <summary>The options as they were when the client was made, checked and frozen.</summary>
internal sealed record ClientSettings
{
    public required Uri Url { get; init; }

    public required ClientEncoding Encoding { get; init; }

    public required ICredentialProvider? Credentials { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required ReadOnlyMemory<byte> ConnectData { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required TlsSettings Tls { get; init; }

    public required Backoff Backoff { get; init; }

    public required TimeSpan StableAfter { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    public required TimeSpan RequestTimeout { get; init; }

    public required TimeSpan CallDeadline { get; init; }

    public required TimeSpan MaxServerPingDelay { get; init; }

    public required TimeSpan? PingInterval { get; init; }

    public required TimeSpan CloseTimeout { get; init; }

    public required int MaxSentMessageBytes { get; init; }

    public required int MaxReceivedMessageBytes { get; init; }

    public required int SendBufferBytes { get; init; }

    public required int MaxPendingRequestCount { get; init; }

    public required int DeliveryBufferCount { get; init; }

    public required int EventBufferCount { get; init; }

    public required int InboxDeduplicationCount { get; init; }

    public required OutboxOptions? Outbox { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Checks the options and freezes them.</summary>
    /// <exception cref="ArgumentException">Options are wrong; the message names all of them.</exception>
    public static ClientSettings From(SwitchboardClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = ClientOptionsValidator.Validate(options);
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        return new ClientSettings
        {
            Url = ToWebSocketScheme(options.Url!),
            Encoding = options.Encoding,
            Credentials = options.Credentials,
            Name = options.Name,
            Version = options.Version,
            ConnectData = options.ConnectData,
            Headers = new Dictionary<string, string>(options.Headers, StringComparer.OrdinalIgnoreCase),
            Tls = TlsSettings.From(options.Tls),
            Backoff = new Backoff(options.Backoff.InitialDelay, options.Backoff.MaxDelay),
            StableAfter = options.Backoff.StableAfter,
            ConnectTimeout = options.ConnectTimeout,
            RequestTimeout = options.RequestTimeout,
            CallDeadline = options.CallDeadline,
            MaxServerPingDelay = options.MaxServerPingDelay,
            PingInterval = options.PingInterval,
            CloseTimeout = options.CloseTimeout,
            MaxSentMessageBytes = options.MaxSentMessageBytes,
            MaxReceivedMessageBytes = options.MaxReceivedMessageBytes,
            SendBufferBytes = options.SendBufferBytes,
            MaxPendingRequestCount = options.MaxPendingRequestCount,
            DeliveryBufferCount = options.DeliveryBufferCount,
            EventBufferCount = options.EventBufferCount,
            InboxDeduplicationCount = options.InboxDeduplicationCount,
            Outbox = options.Outbox?.Copy(),
            Time = options.TimeProvider,
        };
    }
    private static Uri ToWebSocketScheme(Uri url) => url.Scheme switch
    {
        "http" => new UriBuilder(url) { Scheme = "ws", Port = url.Port }.Uri,
        "https" => new UriBuilder(url) { Scheme = "wss", Port = url.Port }.Uri,
        _ => url,
    };
}

/// <summary>The TLS options, frozen.</summary>
internal sealed record TlsSettings(
    string? CaFile,
    Func<ServerCertificate, CancellationToken, ValueTask<bool>>? Decide,
    X509RevocationMode RevocationMode)
{
    public static TlsSettings From(TlsOptions options) => new(options.CaFile, options.DecideOnCertificate, options.RevocationMode);
}
