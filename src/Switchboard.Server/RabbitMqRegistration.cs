using Switchboard.Configuration;
using Switchboard.RabbitMq;

namespace Switchboard.Server;

/// <summary>Connects the hub to RabbitMQ, if the configuration wants something of it.</summary>
internal static class RabbitMqRegistration
{
    /// <summary>Connects it.</summary>
    public static ISwitchboardBuilder AddConfiguredRabbitMq(this ISwitchboardBuilder builder, SwitchboardOptions options)
        => options.EventTargets.Count == 0 ? builder : builder.UseRabbitMq(rabbit => rabbit.Uri = UriOf(options.RabbitMq));

    private static string UriOf(RabbitMqOptions options) => options.UriFile.Length > 0 ? File.ReadAllText(options.UriFile).Trim() : options.Uri;
}
