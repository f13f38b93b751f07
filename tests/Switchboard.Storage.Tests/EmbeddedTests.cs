using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Storage.Tests;

/// <summary>A durable store in an application that has the hub in it.</summary>
public sealed class EmbeddedTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UseSqlite_Application_KeepsItsChannelsAcrossARestart()
    {
        Position position;
        await using (var application = await StartAsync(withStore: true))
        {
            position = await application.Services.GetRequiredService<ISwitchboard>().PublishAsync("kept:a", "1"u8.ToArray(), cancellationToken: Cancelled);
            await application.StopAsync(Cancelled);
        }

        await using var again = await StartAsync(withStore: true);
        var slice = await again.Services.GetRequiredService<ISwitchboard>().HistoryAsync("kept:a", cancellationToken: Cancelled);

        Assert.Equal(position, slice.Top);
        Assert.Equal("1"u8.ToArray(), Assert.Single(slice.Publications).Data.ToArray());
        await again.Services.GetRequiredService<ISwitchboard>().RemoveHistoryAsync("kept:a", Cancelled);
        Assert.Empty((await again.Services.GetRequiredService<ISwitchboard>().HistoryAsync("kept:a", cancellationToken: Cancelled)).Publications);
    }

    [Fact]
    public async Task Start_ServicesThatPublishAsTheyStart_FindTheStoreOpen()
    {
        await using (var application = Build(withStore: true, static services => services.AddHostedService<EarlyPublisher>()))
        {
            // Before the host starts there is no store: who publishes waits for it.
            var early = application.Services.GetRequiredService<ISwitchboard>().PublishAsync("kept:a", "0"u8.ToArray(), cancellationToken: Cancelled);
            await application.StartAsync(Cancelled);
            Assert.NotEqual(0u, (await early).Offset);
            await application.StopAsync(Cancelled);
        }

        await using var again = await StartAsync(withStore: true);
        var kept = (await again.Services.GetRequiredService<ISwitchboard>().HistoryAsync("kept:a", cancellationToken: Cancelled)).Publications;
        Assert.Equal(["0", "1"], kept.Select(static it => Encoding.UTF8.GetString(it.Data.Span)).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task BackgroundWork_HostDisposedOfWithoutAStop_HasNotFailed()
    {
        var application = await StartAsync(withStore: true);
        var services = application.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();

        await application.DisposeAsync();

        Assert.Contains(services, static service => service is StoreService);
        await Task.WhenAll(services.Select(static service => service.ExecuteTask!)).WaitAsync(Patience.Limit, Cancelled);
    }

    [Fact]
    public async Task Ready_StoreThatIsGone_SaysWhy()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a file that is open cannot be removed.");
        await using var application = await StartAsync(withStore: true);
        using var http = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
        Assert.Equal("{\"status\":\"ready\"}\n", await http.GetStringAsync("health/ready", Cancelled));
        File.Delete(Path.Combine(_folder.FullName, "hub.db"));

        await Assert.ThrowsAsync<SwitchboardException>(
            () => application.Services.GetRequiredService<ISwitchboard>().PublishAsync("kept:a", "1"u8.ToArray(), cancellationToken: Cancelled).AsTask());

        Assert.Equal(
            """{"status":"degraded","reason":"the durable store was removed or replaced while the server runs"}""" + "\n", await http.GetStringAsync("health/ready", Cancelled));
    }

    [Fact]
    public async Task Start_DurableNamespaceWithoutAStore_IsAMistakeThatNamesTheRemedy()
    {
        var refusal = await Assert.ThrowsAsync<InvalidConfigurationException>(() => StartAsync(withStore: false));

        Assert.Contains("namespaces.kept.storage", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("UseSqlite", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseStore_Twice_IsRefused()
    {
        var builder = new ServiceCollection().AddSwitchboard(Configure).UseSqlite();

        Assert.Throws<InvalidOperationException>(() => builder.UsePostgreSql(store => store.ConnectionString = "Host=db"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Configure(SwitchboardOptions options)
        => options.Namespaces["kept"] = new NamespaceOptions { Storage = StorageKind.Durable, HistorySize = 10 };

    private WebApplication Build(bool withStore, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        configure?.Invoke(builder.Services);
        var hub = builder.Services.AddSwitchboard(Configure);
        if (withStore)
        {
            hub.UseSqlite(store => store.Path = Path.Combine(_folder.FullName, "hub.db"));
        }

        var application = builder.Build();
        application.MapSwitchboard();
        return application;
    }

    private async Task<WebApplication> StartAsync(bool withStore)
    {
        var application = Build(withStore);
        try
        {
            await application.StartAsync(Cancelled);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    private sealed class EarlyPublisher(ISwitchboard hub) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
            => await hub.PublishAsync("kept:a", "1"u8.ToArray(), cancellationToken: cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
