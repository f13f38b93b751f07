using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;
using Switchboard.RabbitMq.EventTargets;
using Switchboard.RabbitMq.Sources;

namespace Switchboard.RabbitMq;

/// <summary>Adds RabbitMQ to a hub.</summary>
public static class RabbitMqBuilderExtensions
{
    /// <summary>Connects a hub to RabbitMQ, 3.10 or newer: it consumes what <c>eventSources</c> names, and sends to <c>eventTargets</c>. The hub starts and serves while the broker is away.</summary>
    /// <param name="builder">The hub.</param>
    /// <param name="configure">Says where it is.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The hub has RabbitMQ already.</exception>
    /// <exception cref="ArgumentException">The URI is missing, or none of AMQP, or one that the client does not take.</exception>
    public static ISwitchboardBuilder UseRabbitMq(this ISwitchboardBuilder builder, Action<RabbitMqConnectionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(RabbitMqConnectionOptions)))
        {
            throw new InvalidOperationException("The hub has RabbitMQ already.");
        }

        var options = new RabbitMqConnectionOptions();
        configure(options);
        if (!Uri.TryCreate(options.Uri, UriKind.Absolute, out var uri) || !BrokerAddress.IsOne(uri))
        {
            throw new ArgumentException("RabbitMQ needs to be told where it is: set Uri, such as \"amqp://user:password@localhost:5672/host\".", nameof(configure));
        }

        if (BrokerAddress.FindMistake(uri) is { } mistake)
        {
            throw new ArgumentException($"The Uri of RabbitMQ cannot be used: {mistake}.", nameof(configure));
        }

        services.AddSingleton(options);
        services.AddSingleton<BrokerConnections>();
        services.AddSingleton<IEventSourceFactory, RabbitMqEventSourceFactory>();
        services.AddEventTargets();
        return builder;
    }
}
