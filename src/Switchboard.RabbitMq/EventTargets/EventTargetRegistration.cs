using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.EventTargets;

/// <summary>Adds what sends events to exchanges.</summary>
internal static class EventTargetRegistration
{
    /// <summary>Adds it.</summary>
    public static void AddEventTargets(this IServiceCollection services) => services.AddSingleton<IEventTargetFactory, RabbitMqEventTargetFactory>();
}

/// <summary>Makes targets that are exchanges of RabbitMQ.</summary>
internal sealed class RabbitMqEventTargetFactory(RabbitMqConnectionOptions options, TimeProvider time) : IEventTargetFactory
{
    /// <inheritdoc/>
    public IEventTarget Create(EventTargetDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new RabbitMqEventTarget(new BrokerConnector(new Uri(options.Uri), $"switchboard event target {description.Name}", time), description);
    }
}
