using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Specs;
using Switchboard.Storage;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>A hub that sends publications of its namespaces <c>kept</c> (durable, where it has a store) and <c>live</c> (in memory), not those of <c>own</c>, to the exchange <c>hub</c>.</summary>
internal sealed class TargetHub : IAsyncDisposable
{
    public const string Exchange = "hub";

    private readonly WebApplication _application;
    private readonly HttpClient _http;

    private TargetHub(WebApplication application, HubLog log)
    {
        (_application, Lines) = (application, log.Lines);
        _http = new HttpClient { BaseAddress = Address };
    }

    public ISwitchboard Api => _application.Services.GetRequiredService<ISwitchboard>();

    /// <summary>What it logged, as <c>id text</c>.</summary>
    public ConcurrentQueue<string> Lines { get; }

    public Uri Address => new(_application.Urls.Single());

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts one.</summary>
    /// <param name="uri">Of RabbitMQ; null for none.</param>
    /// <param name="file">Of its store; null for none.</param>
    /// <param name="configure">Changes its options, the one target's among them.</param>
    public static async Task<TargetHub> StartAsync(string? uri, string? file = null, Action<SwitchboardOptions, EventTargetOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new HubLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var hub = builder.Services.AddSwitchboard(options => Configure(options, file is not null, configure));
        if (file is not null)
        {
            hub.UseSqlite(store => store.Path = file);
        }

        if (uri is not null)
        {
            hub.UseRabbitMq(rabbit => rabbit.Uri = uri);
        }

        var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync(Cancelled);
        return new TargetHub(application, log);
    }

    public async Task<Position> PublishAsync(string channel, string json, string? @event = null)
        => await Api.PublishAsync(channel, Encoding.UTF8.GetBytes(json), new PublishOptions { Event = @event ?? "" }, Cancelled);

    /// <summary>Waits until a page of the hub says something.</summary>
    public async Task AwaitAsync(string page, Func<string, bool> isAsExpected)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (!isAsExpected(await _http.GetStringAsync(page, patience.Token)))
        {
            await Task.Delay(20, patience.Token);
        }
    }

    public Task StopAsync() => _application.StopAsync(Cancelled);

    /// <summary>Ends it as it is: nothing is sent any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _application.DisposeAsync();
    }

    private static void Configure(SwitchboardOptions options, bool hasStore, Action<SwitchboardOptions, EventTargetOptions>? configure)
    {
        var target = new EventTargetOptions { Name = "all", Exchange = Exchange, Namespaces = ["kept", "live"] };
        options.Namespaces["kept"] = new NamespaceOptions { HistorySize = 100_000, Storage = hasStore ? StorageKind.Durable : StorageKind.Memory };
        options.Namespaces["live"] = new NamespaceOptions();
        options.Namespaces["own"] = new NamespaceOptions();
        options.Connections.AllowAnonymous = true;
        options.EventTargets.Add(target);
        options.Outbox.Storage = hasStore ? StorageKind.Durable : StorageKind.Memory;
        options.Outbox.MaxPauseMilliseconds = 500;
        options.Outbox.DrainSeconds = 1;
        configure?.Invoke(options, target);
    }
}
