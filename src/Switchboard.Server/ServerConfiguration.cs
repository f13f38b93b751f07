using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Rules;
using Switchboard.Hosting;

namespace Switchboard.Server;

/// <summary>What the stand-alone server demands of its configuration: the same when it runs as when it only checks.</summary>
internal static class ServerConfiguration
{
    /// <summary>Makes the loader that reads and checks the configuration.</summary>
    public static ConfigurationLoader CreateLoader(IConfiguration configuration) =>
        new(configuration, SwitchboardOptions.SectionName, new OptionsValidator([.. HubRules.All(durableStoreAvailable: true), StorageRules.Redis, BrokerRules.RabbitMq, BrokerRules.Redis, ConnectionStringRules.Outboxes]));
}
