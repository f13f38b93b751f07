using Microsoft.Extensions.DependencyInjection;

namespace Switchboard;

/// <summary>Adds hooks to a hub.</summary>
public static class SwitchboardBuilderExtensions
{
    /// <summary>Adds hooks that take what they need from the application's services. Hooks are called in the order in which they were added.</summary>
    /// <typeparam name="THooks">A class that implements <see cref="IDecidingHooks"/>, <see cref="IObservingHooks"/> or both.</typeparam>
    /// <param name="builder">The hub.</param>
    /// <param name="lifetime">
    /// How long they live, unless the class is registered already: as long as the application, or for one event, in a scope of its own with services
    /// such as a database context.
    /// </param>
    public static ISwitchboardBuilder AddHooks<THooks>(this ISwitchboardBuilder builder, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where THooks : class, ISwitchboardHooks
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var known = Find(services, typeof(THooks)) ?? (typeof(THooks).IsConstructedGenericType ? Find(services, typeof(THooks).GetGenericTypeDefinition()) : null);
        if (known is null)
        {
            services.Add(new ServiceDescriptor(typeof(THooks), typeof(THooks), lifetime));
        }

        // The factory's own type says what it makes.
        Func<IServiceProvider, THooks> make = static provider => provider.GetRequiredService<THooks>();
        services.Add(new ServiceDescriptor(typeof(ISwitchboardHooks), make, known?.Lifetime ?? lifetime));
        return builder;
    }

    /// <summary>Adds hooks.</summary>
    /// <param name="builder">The hub.</param>
    /// <param name="hooks">Hooks that exist already.</param>
    /// <inheritdoc cref="AddHooks{THooks}(ISwitchboardBuilder, ServiceLifetime)"/>
    public static ISwitchboardBuilder AddHooks(this ISwitchboardBuilder builder, ISwitchboardHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(hooks);
        builder.Services.AddSingleton(hooks);
        return builder;
    }

    private static ServiceDescriptor? Find(IServiceCollection services, Type type)
        => services.LastOrDefault(service => service.ServiceType == type && !service.IsKeyedService);
}
