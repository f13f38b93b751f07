using Switchboard.Configuration;
using Switchboard.Configuration.Model;
using Switchboard.Configuration.Rules;
using Switchboard.EventSources;
using Switchboard.Security;
using Switchboard.Security.Certificates;

namespace Switchboard.Hosting;

/// <summary>The rules that the hub's options must keep.</summary>
internal static class HubRules
{
    /// <summary>The rules that hold for every Switchboard.</summary>
    /// <param name="durableStoreAvailable">Whether a durable store is registered.</param>
    public static IReadOnlyList<OptionsRule> All(bool durableStoreAvailable) =>
    [
        NamespaceRules.Names,
        NamespaceRules.NamePatterns,
        NamespaceRules.PrivatePrefix,
        NamespaceRules.Retention,
        options => StorageRules.Durability(options, durableStoreAvailable),
        StorageRules.Path,
        StorageRules.ConnectionString,
        NamespaceRules.Subscribers,
        NamespaceRules.JoinLeave,
        CombinationRules.Heartbeat,
        AddressRules.SocketIo,
        AddressRules.Origins,
        AddressRules.Hosts,
        AddressRules.Proxies,
        CombinationRules.ApplicationUsers,
        AddressRules.HttpHooks,
        CredentialRules.HookSecret,
        NamespaceRules.Inbox,
        MapRules.Maps,
        MapRules.Presence,
        MapRules.Publishers,
        BoardRules.Boards,
        MutableRules.Mutable,
        CombinationRules.Calls,
        CredentialRules.ApiKeys,
        AccountRules.Storage,
        AccountRules.Lives,
        AccountRules.PublicUrl,
        AccountRules.OpenId,
        AddressRules.Collector,
        EventTargetRules.Targets,
        IdentityRules.Audit,
        IdentityRules.Devices,
        EventSourceRules.Sources,
        TransactionalOutboxRules.Outboxes,
        JobRules.Jobs,
        Tokens,
        CertificateRules.Server,
        CertificateRules.Clients,
    ];

    // The keys that tokens are checked against can be read and are strong enough: known to those who read keys.
    private static IEnumerable<ConfigurationProblem> Tokens(SwitchboardOptions options) =>
        from found in TokenKeys.Validate(options.Tokens)
        select new ConfigurationProblem($"tokens.{OptionNames.Of(found.Path)}", found.Problem, found.Remedy);
}
