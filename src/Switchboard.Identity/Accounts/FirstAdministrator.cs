using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;

namespace Switchboard.Identity.Accounts;

/// <summary>Where there are no accounts yet, tells whoever reads the log how to make the first. There is no password to begin with.</summary>
internal sealed class FirstAdministrator(AccountStore accounts, OneTimeLinks links, SettingsHolder settings, IServiceProvider services, ILogger<FirstAdministrator> logger) : IHostedLifecycleService
{
    private static readonly string[] _anyHosts = ["0.0.0.0", "[::]", "+", "*"];

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!settings.Current.Accounts.Enabled)
        {
            return;
        }

        try
        {
            if (!await accounts.AnyAsync(cancellationToken))
            {
                // One holds, the last: each would make an administrator.
                await links.RemoveAllAsync("", cancellationToken);
                var link = await links.CreateAsync("", ListeningAddress(), cancellationToken);
                AccountLog.FirstAdministrator(logger, link.ExpiresAt, link.Address);
            }
        }
        catch (SwitchboardException exception)
        {
            AccountLog.FirstAdministratorFailed(logger, exception);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string ListeningAddress()
    {
        var address = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        return _anyHosts.Aggregate(address, static (text, any) => text.Replace($"://{any}", "://localhost", StringComparison.Ordinal));
    }
}
