using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchboard.Api;
using Switchboard.Commands;
using Switchboard.Commands.Connect;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.OpenId;
using Switchboard.Identity.Pages;
using Switchboard.Identity.Passkeys;
using Switchboard.Identity.SignIn;
using Switchboard.Security;

namespace Switchboard.Identity;

/// <summary>Adds accounts and signing in.</summary>
internal static class AccountServiceCollectionExtensions
{
    public static void AddAccounts(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(AccountStore)))
        {
            return;
        }

        services.AddOptions<PasswordHasherOptions>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<OneTimeLinks>();
        services.AddSingleton<AccountAdmission>();
        services.AddSingleton<AccountService>();
        services.AddHostedService<FirstAdministrator>();
        services.AddSignIn();
        services.AddPages();
        services.AddSingleton<IOperation, AccountCreateOperation>();
        services.AddSingleton<IOperation, AccountListOperation>();
        services.AddSingleton<IOperation, AccountGetOperation>();
        services.AddSingleton<IOperation, AccountChangeOperation>();
        services.AddSingleton<IOperation, AccountDisableOperation>();
        services.AddSingleton<IOperation, AccountEnableOperation>();
        services.AddSingleton<IOperation, AccountDeleteOperation>();
        services.AddSingleton<IOperation, AccountResetOperation>();
        services.AddSingleton<IOperation, SessionListOperation>();
        services.AddSingleton<IOperation, SessionEndOperation>();
    }

    private static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<KeyRing>();
        services.AddSingleton<DeviceMarks>();
        services.AddSingleton<GuessLimiter>();
        services.AddSingleton<LoginChecker>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<AccountTokens>();
        services.AddSingleton<IHubEndpoints, LoginEndpoints>();
        services.AddSingleton<IConnectVerifier, PasswordVerifier>();
        services.AddSingleton<IApiAuthenticator, AdministratorAuthenticator>();
        services.Replace(ServiceDescriptor.Singleton<ITokenValidator>(static provider => new AccountTokenValidator(
            ActivatorUtilities.CreateInstance<JwtTokenValidator>(provider), provider.GetRequiredService<AccountTokens>(), provider.GetRequiredService<SettingsHolder>())));
    }

    private static void AddPages(this IServiceCollection services)
    {
        services.AddSingleton<PageSessions>();
        services.AddWebEncoders();
        services.AddSingleton<OpenIdProtector>();
        services.AddSingleton<OpenIdProvider>();
        services.AddSingleton<OpenIdAccounts>();
        services.AddSingleton<IHubEndpoints, OpenIdPages>();
        services.AddOptions<IdentityPasskeyOptions>();
        services.AddSingleton<PasskeyStore>();
        services.AddSingleton<PasskeyService>();
        services.AddSingleton<IHubEndpoints, PasskeyPages>();
        services.AddSingleton<IHubEndpoints, SignInPages>();
        services.AddSingleton<IHubEndpoints, AccountPages>();
        services.AddSingleton<IHubEndpoints, LinkPages>();
        services.AddSingleton<IConnectVerifier, CookieVerifier>();
    }
}
