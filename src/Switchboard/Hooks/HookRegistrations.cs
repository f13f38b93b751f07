using Microsoft.Extensions.DependencyInjection;

namespace Switchboard.Hooks;

/// <summary>How the application has registered its hooks. Asked once the services are built: more may be registered until then.</summary>
internal sealed class HookRegistrations(IServiceCollection services)
{
    /// <summary>Whether any are made for each event.</summary>
    public bool HaveScoped => All.Any(IsScoped);

    /// <summary>The classes of the application's hooks.</summary>
    public string Names => string.Join(", ", All.Select(TypeOf).Where(static type => type.Assembly != typeof(HookRegistrations).Assembly).Select(static type => type.Name).DefaultIfEmpty("hooks"));

    private IEnumerable<ServiceDescriptor> All => services.Where(static service => service.ServiceType == typeof(ISwitchboardHooks) && !service.IsKeyedService);

    /// <summary>Whether the hooks of a place in the order of registration are made for each event.</summary>
    public bool[] AreScoped() => [.. All.Select(IsScoped)];

    /// <summary>A hook that lives as long as the application, and a service that it takes and would keep past its scope; null for none.</summary>
    /// <remarks>Containers say so themselves where they validate scopes, which they do in development alone.</remarks>
    public (Type Hook, Type Service)? FindCaptive()
    {
        foreach (var type in All.Where(static service => !IsScoped(service)).Select(TypeOf))
        {
            if (Find(type)?.ImplementationType?.GetConstructors() is [var constructor]
                && constructor.GetParameters().FirstOrDefault(parameter => Find(parameter.ParameterType) is { Lifetime: ServiceLifetime.Scoped }) is { } captive)
            {
                return (type, captive.ParameterType);
            }
        }

        return null;
    }

    private ServiceDescriptor? Find(Type type) => services.LastOrDefault(service => service.ServiceType == type && !service.IsKeyedService);

    private static bool IsScoped(ServiceDescriptor service) => service.Lifetime != ServiceLifetime.Singleton;

    // A factory says by its own type what it makes.
    private static Type TypeOf(ServiceDescriptor service)
        => service.ImplementationInstance?.GetType() ?? service.ImplementationType ?? service.ImplementationFactory!.GetType().GenericTypeArguments[1];
}
