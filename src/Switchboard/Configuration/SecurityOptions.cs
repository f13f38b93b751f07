using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>Where it is kept who may do what.</summary>
public sealed class SecurityOptions
{
    /// <summary>Where grants, blocks, revocations, service keys, devices and accounts are kept: in memory until the server ends, or in the durable store. Where there is a durable store, they are there; with <c>durable</c>, nobody is let in before they have been read. Needs a restart.</summary>
    public StorageKind Storage { get; set; } = StorageKind.Memory;

    /// <summary>The most grants, blocks, revocations and service keys together. More get error 106.</summary>
    [Range(1, 10_000_000)]
    public int MaxRules { get; set; } = 100_000;

    /// <summary>Seconds between readings of the store, for what other nodes changed and the bus did not bring.</summary>
    [Range(1, 3600)]
    public int RefreshSeconds { get; set; } = 30;

    /// <summary>Days for which a revoked token stays so, where whoever revokes it says nothing. Longer than any token lives.</summary>
    [Range(1, 36_500)]
    public int RevocationDays { get; set; } = 90;
}
