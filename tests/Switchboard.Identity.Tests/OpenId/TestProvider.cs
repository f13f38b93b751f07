using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Xunit;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Switchboard.Identity.Tests.OpenId;

/// <summary>An OpenID Connect provider (OpenIddict) that lets one person in without asking.</summary>
internal sealed class TestProvider : IAsyncDisposable
{
    public const string ClientId = "switchboard";
    public const string ClientSecret = "the secret of the client";

    private readonly WebApplication _application;

    private TestProvider(WebApplication application) => _application = application;

    public string Address => _application.Urls.First();

    public string Subject { get; set; } = "1";

    public string UserName { get; set; } = "Anna";

    public IReadOnlyList<string> Roles { get; set; } = [];

    /// <summary>Why it lets nobody in; null where it does.</summary>
    public string? Refusal { get; set; }

    public int SignedOut { get; private set; }

    public static async Task<TestProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        TestProvider? provider = null;
        builder.Services.AddAuthentication();
        builder.Services.AddOpenIddict().AddServer(options => Configure(options, () => provider!));
        var application = builder.Build();
        application.UseAuthentication();
        provider = new TestProvider(application);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    /// <summary>The options of a hub that signs people in here.</summary>
    public string OptionsOf(string roleMap = "\"hub-admins=admin\"")
        => $$"""
            "openId": { "authority": "{{Address}}", "clientId": "{{ClientId}}", "clientSecret": "{{ClientSecret}}", "roleClaim": "role", "roleMap": [ {{roleMap}} ] }
            """;

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void Configure(OpenIddictServerBuilder options, Func<TestProvider> provider)
    {
        options.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token").SetEndSessionEndpointUris("connect/logout");
        options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        options.RegisterScopes(Scopes.Profile);
        options.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
        options.EnableDegradedMode();
        options.UseAspNetCore().DisableTransportSecurityRequirement();
        options.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(static handler => handler.UseInlineHandler(static _ => ValueTask.CompletedTask));
        options.AddEventHandler<OpenIddictServerEvents.ValidateEndSessionRequestContext>(static handler => handler.UseInlineHandler(static _ => ValueTask.CompletedTask));
        options.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(static handler => handler.UseInlineHandler(static context =>
        {
            if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
            {
                context.Reject(Errors.InvalidClient);
            }

            return ValueTask.CompletedTask;
        }));
        options.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (provider().Refusal is { } refusal)
            {
                context.Reject(refusal);
            }
            else
            {
                context.SignIn(provider().Person());
            }

            return ValueTask.CompletedTask;
        }));
        options.AddEventHandler<OpenIddictServerEvents.HandleEndSessionRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            provider().SignedOut++;
            context.SignOut();
            return ValueTask.CompletedTask;
        }));
    }

    private ClaimsPrincipal Person()
    {
        var identity = new ClaimsIdentity("provider");
        identity.AddClaim(new Claim(Claims.Subject, Subject));
        identity.AddClaim(new Claim(Claims.PreferredUsername, UserName));
        identity.AddClaim(new Claim(Claims.Name, "Anna Berg"));
        foreach (var role in Roles)
        {
            identity.AddClaim(new Claim(Claims.Role, role));
        }

        identity.SetDestinations(static _ => [Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity);
    }
}
