using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.InMemory;

namespace Switchboard.Identity.Audit;

/// <summary>Adds the audit to a hub.</summary>
internal static class AuditBuilderExtensions
{
    public static void AddAudit(this ISwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AuditMetrics>();
        services.AddSingleton(static provider => AuditKeys.From(provider.GetRequiredService<SettingsHolder>().Current.Audit));
        services.AddSingleton<AuditSealer>();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<AuditHeads>();
        services.Replace(ServiceDescriptor.Singleton<IAuditLog>(static provider => IsEnabled(provider) ? provider.GetRequiredService<AuditWriter>() : new NoAuditLog()));
        services.AddHostedService(static provider => new AuditService(
            IsEnabled(provider) ? ActivatorUtilities.CreateInstance<AuditKeeper>(provider) : null, provider.GetRequiredService<AuditMetrics>()));
        services.AddSingleton<IOperation>(static provider => new AuditOperation(IsEnabled(provider) ? provider.GetRequiredService<IAuditStore>() : null));
    }

    private static bool IsEnabled(IServiceProvider provider) => provider.GetRequiredService<SettingsHolder>().Current.Audit.Enabled;
}
