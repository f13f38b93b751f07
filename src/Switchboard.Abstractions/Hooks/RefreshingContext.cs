namespace Switchboard.Hooks;

/// <summary>A connection or subscription expires now. It ends unless a hook sets a later <see cref="ExpiresAt"/>.</summary>
public sealed class RefreshingContext : DecidingContext
{
    /// <summary>The channel whose subscription expires; null where it is the connection.</summary>
    public string? Channel { get; init; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>JSON that replaces the connection's info; empty keeps it. Not used for a subscription.</summary>
    public ReadOnlyMemory<byte> Info { get; set; }
}
