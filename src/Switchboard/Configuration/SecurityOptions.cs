namespace Switchboard.Configuration;

/// <summary>Where it is kept who may do what.</summary>
public sealed class SecurityOptions
{
    /// <summary>Where grants, blocks, revocations, service keys, devices and accounts are kept: in memory until the server ends, or in the durable store. Where an application has added a durable store, they are there. Needs a restart.</summary>
    public StorageKind Storage { get; set; } = StorageKind.Memory;
}
