namespace Switchboard.Configuration;

/// <summary>Where it is kept who may do what, frozen.</summary>
/// <param name="IsDurable">Whether nobody is let in before the store has been read.</param>
/// <param name="MaxRules">The most rules.</param>
/// <param name="RefreshInterval">The time between readings of the store.</param>
/// <param name="RevocationTime">For how long a revoked token stays so.</param>
internal sealed record SecuritySettings(bool IsDurable, int MaxRules, TimeSpan RefreshInterval, TimeSpan RevocationTime)
{
    /// <summary>Resolves the options.</summary>
    public static SecuritySettings From(SecurityOptions options) => new(
        options.Storage == StorageKind.Durable, options.MaxRules, TimeSpan.FromSeconds(options.RefreshSeconds), TimeSpan.FromDays(options.RevocationDays));
}
