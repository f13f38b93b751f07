using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Celery;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>Adds carriers of jobs to a hub.</summary>
public static class JobCarrierBuilderExtensions
{
    /// <summary>Adds a carrier that puts jobs into quorum queues of RabbitMQ, 3.10 or newer.</summary>
    /// <param name="builder">The hub.</param>
    /// <param name="configure">Names it and its methods, and says where RabbitMQ is.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">A name or a URI is missing, or a number is not positive.</exception>
    public static ISwitchboardBuilder AddRabbitMqJobCarrier(this ISwitchboardBuilder builder, Action<RabbitMqCarrierOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new RabbitMqCarrierOptions();
        configure(options);
        return options.FindMistake() is { } mistake ? throw new ArgumentException(mistake, nameof(configure)) : Add(builder, options, (time, _) => new RabbitMqJobFormat(options, time));
    }

    /// <summary>Adds a carrier that gives jobs to Celery 5 workers.</summary>
    /// <param name="builder">The hub.</param>
    /// <param name="configure">Names it and its methods, and says where RabbitMQ is.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">A name, a URI or the queue is missing, or a number is not positive.</exception>
    public static ISwitchboardBuilder AddCeleryJobCarrier(this ISwitchboardBuilder builder, Action<CeleryCarrierOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new CeleryCarrierOptions();
        configure(options);
        return options.FindMistake() is { } mistake ? throw new ArgumentException(mistake, nameof(configure)) : Add(builder, options, (time, logger) => new CeleryJobFormat(options, time, logger));
    }

    private static ISwitchboardBuilder Add(ISwitchboardBuilder builder, BrokerCarrierOptions options, Func<TimeProvider, ILogger, JobFormat> format)
    {
        builder.Services.AddSingleton<IJobCarrier>(provider =>
        {
            var time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
            var logger = provider.GetRequiredService<ILogger<BrokerJobCarrier>>();
            return new BrokerJobCarrier(options, format(time, logger), provider.GetRequiredService<IMeterFactory>(), time, logger);
        });
        return builder;
    }
}
