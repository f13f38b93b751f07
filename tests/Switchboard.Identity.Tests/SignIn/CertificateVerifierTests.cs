using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Identity.Tests.Support;
using Switchboard.Transports;
using Xunit;

namespace Switchboard.Identity.Tests.SignIn;

/// <summary>Who is identified by a certificate, and was disabled here.</summary>
public sealed class CertificateVerifierTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Device_Disabled_Is3507_UntilItIsAllowedAgain(bool enabled)
    {
        var store = Path.Combine(_folder.FullName, "hub.db");
        using var device = new TestDevice("p1363");
        await using (var first = await IdentityHub.StartAsync(store))
        {
            await device.RegisterAsync(first);
            await first.CallAsync("device_disable", new JsonObject { ["id"] = device.Id });
        }

        await using var hub = await IdentityHub.StartAsync(store, options => options["devices"]!["enabled"] = enabled, Show(PrincipalKind.Device, device.Id));

        Assert.Equal(enabled ? "closed 3507" : "ok", await RawClient.TryAsync(hub, ""));
        if (enabled)
        {
            await hub.CallAsync("device_disable", new JsonObject { ["id"] = device.Id, ["disabled"] = false });
            Assert.Equal("ok", await RawClient.TryAsync(hub, ""));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Device_NotRegistered_IsLetIn_AndFollowsItsChannel(bool subscribe)
    {
        await using var hub = await IdentityHub.StartAsync(
            Path.Combine(_folder.FullName, "hub.db"), options => options["devices"]!["subscribe"] = subscribe, Show(PrincipalKind.Device, "press-8"));

        using var client = await RawClient.ConnectAsync(hub, "");

        Assert.Equal("ok", client.Outcome);
        Assert.Equal(subscribe, client.Reply!.ToJsonString().Contains("\"device:press-8\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("anna")]
    [InlineData("Anna")]
    public async Task Account_Disabled_Is3507(string name)
    {
        await using var hub = await AccountHub.StartAsync(use: application => application.Use(next => context =>
        {
            context.Features.Set<ICertificateFeature>(new Shown(new Principal { Kind = PrincipalKind.User, UserId = name }));
            return next(context);
        }));
        using (var stranger = await hub.Wires.ConnectAsync(new { }))
        {
            Assert.Equal(0u, await stranger.ReceiveErrorAsync());
        }

        await hub.CreateAccountAsync("anna");
        using (var known = await hub.Wires.ConnectAsync(new { }))
        {
            Assert.Equal(0u, await known.ReceiveErrorAsync());
        }

        await hub.CallAsync("account_disable", new { user = "anna" });

        using var refused = await hub.Wires.ConnectAsync(new { });
        Assert.Contains("3507", await refused.ReceiveCloseAsync(), StringComparison.Ordinal);
    }

    private static Action<IServiceCollection> Show(PrincipalKind kind, string id)
        => services => services.AddSingleton<IStartupFilter>(new Certificates(new Shown(new Principal { Kind = kind, UserId = id })));

    private sealed record Shown(Principal Principal) : ICertificateFeature;

    /// <summary>Takes the place of the server's TLS: every request comes with a certificate.</summary>
    private sealed class Certificates(Shown shown) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            application.Use(following => context =>
            {
                context.Features.Set<ICertificateFeature>(shown);
                return following(context);
            });
            next(application);
        };
    }
}
