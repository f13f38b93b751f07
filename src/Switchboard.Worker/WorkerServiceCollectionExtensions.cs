using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.Worker;

/// <summary>Adds a worker to a program.</summary>
public static class WorkerServiceCollectionExtensions
{
    /// <summary>Adds a worker that takes jobs of a hub from RabbitMQ, from when the program starts until it stops.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="configure">Says where RabbitMQ is, and more.</param>
    /// <returns>Takes the methods.</returns>
    /// <exception cref="ArgumentException">The URI is missing, or a number is not positive.</exception>
    public static SwitchboardWorkerBuilder AddSwitchboardWorker(this IServiceCollection services, Action<SwitchboardWorkerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new SwitchboardWorkerOptions();
        configure(options);
        if (FindMistake(options) is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(configure));
        }

        var builder = new SwitchboardWorkerBuilder();
        services.AddSingleton<IHostedService>(provider => new WorkerService(
            options,
            builder.Routes,
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILogger<WorkerService>>()));
        return builder;
    }

    private static string? FindMistake(SwitchboardWorkerOptions options) => options switch
    {
        _ when !BrokerAddress.IsOne(options.Uri) => "A worker needs to be told where RabbitMQ is: set Uri, such as \"amqp://localhost\".",
        _ when BrokerAddress.FindMistake(options.Uri) is { } mistake => $"The Uri of the worker cannot be used: {mistake}.",
        not { Concurrency: > 0 and <= ushort.MaxValue } => "Concurrency must be 1 to 65535.",
        not { MaxResultBytes: > 0 } => "MaxResultBytes must be positive.",
        _ when options.ProgressInterval < TimeSpan.Zero || options.StartedAfter < TimeSpan.Zero || options.ShutdownTimeout < TimeSpan.Zero || options.MaxPause <= TimeSpan.Zero => "Times must be positive.",
        _ => null,
    };
}
