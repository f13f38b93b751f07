namespace Switchboard.Configuration;

/// <summary>One-time connection tickets, frozen.</summary>
/// <param name="Storage">Where they are kept.</param>
/// <param name="Lifetime">How long one waits to be used, where whoever makes it says nothing.</param>
/// <param name="Remember">How long one that was used or has expired is remembered.</param>
/// <param name="MaxInMemory">How many the memory holds.</param>
/// <param name="MaxBytes">The most bytes of what one says.</param>
/// <param name="ClockSkew">By how much clocks may differ.</param>
internal sealed record TicketingSettings(TicketStorage Storage, TimeSpan Lifetime, TimeSpan Remember, int MaxInMemory, int MaxBytes, TimeSpan ClockSkew)
{
    /// <summary>Resolves the options.</summary>
    public static TicketingSettings From(TicketingOptions options) => new(
        options.Storage,
        TimeSpan.FromSeconds(options.TtlSeconds),
        TimeSpan.FromSeconds(options.TombstoneSeconds),
        options.MaxInMemory,
        options.MaxBytes,
        TimeSpan.FromSeconds(options.ClockSkewSeconds));
}
