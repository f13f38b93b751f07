using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Switchboard.Configuration;
using Switchboard.Identity.Pages;

namespace Switchboard.Identity.OpenId;

/// <summary>The configured provider, through the framework's handler. It is no scheme of the application's: nothing but the pages here asks it.</summary>
internal sealed class OpenIdProvider(
    OpenIdProtector protector, OpenIdAccounts accounts, SettingsHolder settings, TimeProvider time, ILoggerFactory loggers, UrlEncoder encoder) : IOptionsMonitor<OpenIdConnectOptions>
{
    public const string CallbackPath = "/account/openid/callback";

    private const string Scheme = "Switchboard.OpenId";

    private readonly Lock _lock = new();
    private OpenIdOptions? _configured;
    private OpenIdConnectOptions? _options;

    /// <summary>Whether there is one.</summary>
    public bool IsConfigured => settings.Current.Accounts.OpenId.Authority.Length > 0;

    /// <inheritdoc/>
    public OpenIdConnectOptions CurrentValue
    {
        get
        {
            lock (_lock)
            {
                var configured = settings.Current.Accounts.OpenId;
                if (_options is null || !ReferenceEquals(configured, _configured))
                {
                    (_options, _configured) = (CreateOptions(configured), configured);
                }

                return _options;
            }
        }
    }

    /// <summary>The handler of a request.</summary>
    public async ValueTask<OpenIdConnectHandler> CreateHandlerAsync(HttpContext context)
    {
        await protector.PrepareAsync(context.RequestAborted);

        // What stands in front of our addresses belongs to the application's path, as the handler sees it.
        var path = context.Request.Path.Value!;
        var begin = path.LastIndexOf("/account/openid", StringComparison.Ordinal);
        context.Request.PathBase = context.Request.PathBase.Add(path[..begin]);
        context.Request.Path = path[begin..];
        var handler = new OpenIdConnectHandler(this, loggers, HtmlEncoder.Default, encoder);
        await handler.InitializeAsync(new AuthenticationScheme(Scheme, displayName: null, typeof(OpenIdConnectHandler)), context);
        return handler;
    }

    /// <summary>Where somebody signs out of the provider, too; null where that has no such address, or the session is not of its making.</summary>
    public async ValueTask<string?> SignOutAddressAsync(HttpContext context, string idToken)
    {
        if (!IsConfigured || idToken.Length == 0)
        {
            return null;
        }

        var options = CurrentValue;
        var provider = await options.ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
        return string.IsNullOrEmpty(provider.EndSessionEndpoint) ? null : QueryHelpers.AddQueryString(provider.EndSessionEndpoint, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = options.ClientId,
            ["id_token_hint"] = idToken,
            ["post_logout_redirect_uri"] = $"{context.Request.Scheme}://{context.Request.Host}{Page.RootOf(context)}/login",
        });
    }

    /// <inheritdoc/>
    public OpenIdConnectOptions Get(string? name) => CurrentValue;

    /// <inheritdoc/>
    public IDisposable? OnChange(Action<OpenIdConnectOptions, string?> listener) => null;

    private OpenIdConnectOptions CreateOptions(OpenIdOptions configured)
    {
        var options = new OpenIdConnectOptions
        {
            Authority = configured.Authority,
            ClientId = configured.ClientId,
            ClientSecret = configured.ClientSecretFile.Length > 0 ? File.ReadAllText(configured.ClientSecretFile).Trim() : configured.ClientSecret,
            CallbackPath = CallbackPath,
            ResponseType = OpenIdConnectResponseType.Code,
            ResponseMode = OpenIdConnectResponseMode.Query,
            RequireHttpsMetadata = !new Uri(configured.Authority).IsLoopback,
            MapInboundClaims = false,
            SaveTokens = true,
            DataProtectionProvider = protector,
            TimeProvider = time,

            // Nobody is signed in to it: the events sign in by a session of ours.
            SignInScheme = "none",
            Events = new OpenIdConnectEvents { OnTicketReceived = accounts.SignInAsync, OnRemoteFailure = OpenIdAccounts.RefuseAsync },
        };
        Bind(options.CorrelationCookie);
        Bind(options.NonceCookie);
        foreach (var scope in configured.Scopes)
        {
            options.Scope.Add(scope);
        }

        new OpenIdConnectPostConfigureOptions(protector).PostConfigure(Scheme, options);
        options.Validate(Scheme);
        return options;
    }

    // The answer comes as an address that the browser opens: no other site need make it send these.
    private static void Bind(CookieBuilder cookie) => (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
}
