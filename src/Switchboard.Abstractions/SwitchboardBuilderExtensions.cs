using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
namespace Switchboard;

/// <summary>Adds hooks to a hub.</summary>
public static class SwitchboardBuilderExtensions
{
    /// <summary>Adds hooks, as one singleton that takes what it needs from the application's services. Hooks are called in the order in which they were added.</summary>
    /// <typeparam name="THooks">A class that implements <see cref="IDecidingHooks"/>, <see cref="IObservingHooks"/> or both.</typeparam>
    /// <param name="builder">The hub.</param>
    /// <remarks>For services of a scope, such as a database context, take <see cref="IServiceScopeFactory"/>.</remarks>
    public static ISwitchboardBuilder AddHooks<THooks>(this ISwitchboardBuilder builder)
        where THooks : class, ISwitchboardHooks
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<THooks>();
        builder.Services.AddSingleton<ISwitchboardHooks>(static provider => provider.GetRequiredService<THooks>());
        return builder;
    }

    /// <summary>Adds hooks.</summary>
    /// <param name="builder">The hub.</param>
    /// <param name="hooks">Hooks that exist already.</param>
    /// <inheritdoc cref="AddHooks{THooks}(ISwitchboardBuilder)"/>
    public static ISwitchboardBuilder AddHooks(this ISwitchboardBuilder builder, ISwitchboardHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(hooks);
        builder.Services.AddSingleton(hooks);
        return builder;
    }
}
