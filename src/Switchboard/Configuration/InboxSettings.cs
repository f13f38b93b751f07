namespace Switchboard.Configuration;

/// <summary>The users' inboxes, frozen.</summary>
/// <param name="Enabled">Whether users have one.</param>
/// <param name="Namespace">The namespace it is in; empty is the default namespace.</param>
internal sealed record InboxSettings(bool Enabled, string Namespace)
{
    public StorageKind Storage { get; init; } = StorageKind.Memory;

    public int MaxMessages { get; init; } = 10_000;

    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);

    public TimeSpan RememberFor { get; init; } = TimeSpan.FromDays(1);

    public int MaxPageSize { get; init; } = 200;

    public int MaxPresenceRecipients { get; init; } = 1_000;

    public int RedeliveredMessages { get; init; } = 100;

    public int MemoryMessages { get; init; } = 100_000;

    public long MemoryBytes { get; init; } = 268_435_456;

    public static InboxSettings From(InboxOptions options) => new(options.Enabled, options.Namespace)
    {
        Storage = options.Storage,
        MaxMessages = options.MaxMessages,
        MaxAge = TimeSpan.FromSeconds(options.MaxAgeSeconds),
        RememberFor = TimeSpan.FromSeconds(options.RememberedSeconds),
        MaxPageSize = options.MaxPageSize,
        MaxPresenceRecipients = options.MaxPresenceRecipients,
        RedeliveredMessages = options.RedeliveredMessages,
        MemoryMessages = options.MemoryMessages,
        MemoryBytes = options.MemoryBytes,
    };
}
