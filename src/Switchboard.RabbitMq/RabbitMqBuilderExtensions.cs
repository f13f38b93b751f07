using Microsoft.Extensions.DependencyInjection;
using Switchboard.RabbitMq.EventTargets;

namespace Switchboard.RabbitMq;

/// <summary>Adds RabbitMQ to a hub.</summary>
public static class RabbitMqBuilderExtensions
{
    /// <summary>Connects a hub to RabbitMQ, 3.10 or newer, for what the configuration says: <c>eventTargets</c>.</summary>
    /// <param name="builder">The hub.</param>
    /// <param name="configure">Says where it is.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The hub has RabbitMQ already.</exception>
    /// <exception cref="ArgumentException">The URI is missing, or none of AMQP.</exception>
    public static ISwitchboardBuilder UseRabbitMq(this ISwitchboardBuilder builder, Action<RabbitMqConnectionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (builder.Services.Any(static service => service.ServiceType == typeof(RabbitMqConnectionOptions)))
        {
            throw new InvalidOperationException("The hub has RabbitMQ already.");
        }

        var options = new RabbitMqConnectionOptions();
        configure(options);
        if (!Uri.TryCreate(options.Uri, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
        {
            throw new ArgumentException("RabbitMQ needs to be told where it is: set Uri, such as \"amqp://user:password@localhost:5672/host\".", nameof(configure));
        }

        builder.Services.AddSingleton(options);
        builder.Services.AddEventTargets();
        return builder;
    }
}
