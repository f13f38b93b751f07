namespace Switchboard;

/// <summary>A one-time connection token. Whoever has it may connect as its user, once, until it expires.</summary>
/// <param name="Value">The secret, for the client alone. The hub keeps no more than its hash, and never logs it.</param>
/// <param name="Id">Its id, by which it can be revoked. No secret.</param>
/// <param name="ExpiresAt">Until when it must be used.</param>
public sealed record Ticket(string Value, string Id, DateTimeOffset ExpiresAt)
{
    /// <summary>What it is without the secret.</summary>
    public override string ToString() => $"ticket {Id}, until {ExpiresAt:O}";
}

/// <summary>What a connection is that a ticket lets in.</summary>
public sealed record TicketOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static TicketOptions None { get; } = new();

    /// <summary>How long it may wait to be used, from 1 second to 1 hour; null for <c>tickets.ttlSeconds</c>, 20 seconds.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>JSON shown to others as the connection's info; empty for none.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>JSON that only the server and its hooks see; empty for none.</summary>
    public ReadOnlyMemory<byte> Meta { get; init; }

    /// <summary>Channels that the connection is subscribed to by the server.</summary>
    public IReadOnlyCollection<string> Channels { get; init; } = [];

    /// <summary>Claims of the principal, for hooks.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The remote address, or the network such as <c>10.0.0.0/8</c>, that it must be used from; empty for any.</summary>
    public string Address { get; init; } = "";

    /// <summary>The origin of the page that must use it, such as <c>https://app.example.com</c>; empty for any.</summary>
    public string Origin { get; init; } = "";
}
