using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Protocols.EngineIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hosting;

/// <summary>Applications that start in part, twice or not at all, and what publishes in them.</summary>
public sealed class HostLifetimeTests : IDisposable
{
    private readonly ApplicationLog _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Host_AnotherServiceDoesNotStart_EndsWithItsErrorAlone()
    {
        var application = Build(services => services.AddHostedService(static _ => new Starting(static () => throw new InvalidOperationException("mine"))));

        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => application.StartAsync(Cancelled));
        await application.DisposeAsync().AsTask().InTime();

        Assert.Equal("mine", problem.Message);
        Assert.All(_log.Errors, static error => Assert.Contains("mine", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Host_NeverStarted_EndsInSilence(bool stops)
    {
        var application = Build();

        if (stops)
        {
            await application.StopAsync(Cancelled).InTime();
        }

        await application.DisposeAsync().AsTask().InTime();
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task Host_DisposedOfWithoutAStop_EndsInSilence()
    {
        var application = Build();
        await application.StartAsync(Cancelled);

        await application.DisposeAsync().AsTask().InTime();

        Assert.DoesNotContain(_log.Errors, static error => error.Contains(nameof(EngineIoSweeper), StringComparison.Ordinal));
    }

    [Fact]
    public async Task BackgroundWork_DisposedOfAsItStarts_HasNotFailed()
    {
        await using var application = Build();
        foreach (var service in application.Services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            await service.StartAsync(Cancelled).InTime();
            service.Dispose();

            await service.ExecuteTask!.InTime();
        }
    }

    [Fact]
    public async Task Host_StartedTwice_EndsInSilence()
    {
        var application = Build();
        await application.StartAsync(Cancelled);

        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => application.StartAsync(Cancelled).InTime());
        await application.StopAsync(Cancelled).InTime();
        await application.DisposeAsync().AsTask().InTime();

        Assert.Contains("starts once", problem.Message, StringComparison.Ordinal);
        Assert.All(_log.Errors, static error => Assert.Contains("starts once", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_StoppedTwice_EndsInSilence()
    {
        var application = Build();
        await application.StartAsync(Cancelled);

        await application.StopAsync(Cancelled).InTime();
        await application.StopAsync(Cancelled).InTime();
        await application.DisposeAsync().AsTask().InTime();

        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task Host_CancelledWhileItStarts_EndsInSilence()
    {
        using var giveUp = new CancellationTokenSource();
        var application = Build(services => services.AddHostedService(_ => new Starting(() =>
        {
            giveUp.Cancel();
            return Task.CompletedTask;
        })));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => application.StartAsync(giveUp.Token).InTime());
        await application.DisposeAsync().AsTask().InTime();

        Assert.DoesNotContain(_log.Errors, static error => error.Contains("Switchboard", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HostedService_ThatPublishesAsItStarts_IsHeard(bool isFirst)
    {
        await using var application = Build(services => services.AddHostedService<Announcer>(), isFirst);

        await application.StartAsync(Cancelled).InTime();

        var slice = await application.Services.GetRequiredService<ISwitchboard>().HistoryAsync("news", cancellationToken: Cancelled);
        Assert.Equal(2, slice.Publications.Count);
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task Hubs_TwoInOneProcess_AreApart()
    {
        await using var first = Build();
        await using var second = Build();
        await Task.WhenAll(first.StartAsync(Cancelled), second.StartAsync(Cancelled)).InTime();

        await first.Services.GetRequiredService<ISwitchboard>().PublishAsync("news", "1"u8.ToArray(), cancellationToken: Cancelled);

        Assert.Empty((await second.Services.GetRequiredService<ISwitchboard>().HistoryAsync("news", cancellationToken: Cancelled)).Publications);
        await first.StopAsync(Cancelled).InTime();
        await second.Services.GetRequiredService<ISwitchboard>().PublishAsync("news", "1"u8.ToArray(), cancellationToken: Cancelled);
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task GenericHost_WithoutAWebServer_PublishesAndEnds()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(_log);
        builder.Services.AddSwitchboard(Configure);
        builder.Services.AddHostedService<Announcer>();
        var host = builder.Build();

        await host.StartAsync(Cancelled).InTime();
        await host.StopAsync(Cancelled).InTime();
        host.Dispose();

        Assert.Empty(_log.Errors);
    }

    private static void Configure(SwitchboardOptions options)
    {
        options.Namespaces["default"] = new NamespaceOptions { HistorySize = 10 };
        options.Shutdown.DrainSeconds = 0;
    }

    private WebApplication Build(Action<IServiceCollection>? more = null, bool isFirst = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (isFirst)
        {
            more?.Invoke(builder.Services);
        }

        builder.Services.AddSwitchboard(Configure);
        if (!isFirst)
        {
            more?.Invoke(builder.Services);
        }

        var application = builder.Build();
        application.MapSwitchboard();
        return application;
    }

    private sealed class Starting(Func<Task> start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => start();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Publishes before the host has started, twice.</summary>
    private sealed class Announcer(ISwitchboard hub) : IHostedLifecycleService
    {
        public async Task StartingAsync(CancellationToken cancellationToken)
            => await hub.PublishAsync("news", "1"u8.ToArray(), cancellationToken: cancellationToken);

        public async Task StartAsync(CancellationToken cancellationToken)
            => await hub.PublishAsync("news", "2"u8.ToArray(), cancellationToken: cancellationToken);

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
