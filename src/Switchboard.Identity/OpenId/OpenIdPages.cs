using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Identity.Pages;
using Switchboard.Transports;

namespace Switchboard.Identity.OpenId;

/// <summary><c>/account/openid</c>: to the provider, and back.</summary>
internal sealed class OpenIdPages(OpenIdProvider provider, SettingsHolder settings) : IHubEndpoints
{
    private static readonly string[] _get = [HttpMethods.Get];

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (settings.Current.Accounts.Enabled)
        {
            endpoints.MapOnly("/account/openid", _get, context => RunAsync(context, LeaveAsync));
            endpoints.MapOnly(OpenIdProvider.CallbackPath, _get, context => RunAsync(context, ReturnAsync));
        }
    }

    private async Task RunAsync(HttpContext context, Func<HttpContext, Task> serve)
    {
        if (provider.IsConfigured)
        {
            await serve(context);
        }
        else
        {
            await Refusal.WriteAsync(context, StatusCodes.Status404NotFound, ErrorCodes.NotAvailable, "There is no provider to sign in at: accounts.openId.authority is empty.");
        }
    }

    private async Task LeaveAsync(HttpContext context)
    {
        var address = Page.SafeReturn(context, context.Request.Query["return"].ToString());
        var handler = await provider.CreateHandlerAsync(context);
        await handler.ChallengeAsync(new AuthenticationProperties { RedirectUri = address });
    }

    private async Task ReturnAsync(HttpContext context)
    {
        var handler = await provider.CreateHandlerAsync(context);
        if (!await handler.HandleRequestAsync())
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "This is no answer of the provider. Sign in again.");
        }
    }
}
