using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Switchboard.Extensibility;
using Switchboard.Redis.Sources;

namespace Switchboard.Redis;

/// <summary>Adds Redis to a hub.</summary>
public static class RedisBuilderExtensions
{
    private const string ReadyTag = "ready";

    /// <summary>Keeps in Redis, 6.2 or newer, what the options say: one-time connection tickets, with <c>tickets.storage</c> <c>redis</c>; and consumes from it the streams that <c>eventSources</c> names.</summary>
    /// <param name="builder">The hub.</param>
    /// <param name="configure">Says where it is, and more.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The hub has Redis already.</exception>
    /// <exception cref="ArgumentException">The connection is not named.</exception>
    public static ISwitchboardBuilder UseRedis(this ISwitchboardBuilder builder, Action<RedisStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(RedisConnection)))
        {
            throw new InvalidOperationException("The hub has Redis already.");
        }

        var options = new RedisStoreOptions();
        configure(options);
        if (options.Connection.Length == 0)
        {
            throw new ArgumentException("Redis needs to be told where it is: set Connection, such as \"localhost:6379\".", nameof(configure));
        }

        services.AddSingleton(options);
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<IEventSourceFactory, RedisEventSourceFactory>();
        if (options.UseWsTokens)
        {
            services.AddSingleton<WsTokenStore>();
            services.AddSingleton<IExternalTicketStore>(static provider => provider.GetRequiredService<WsTokenStore>());
            services.AddHostedService<WsTokenSweeper>();
        }
        else
        {
            services.AddSingleton<IExternalTicketStore, RedisTicketStore>();
        }

        services.AddHostedService<RedisWatch>();
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("switchboard-redis", tags: [ReadyTag]);
        return builder;
    }
}

/// <summary>Degraded while Redis does not answer: who is connected is served, and tickets are not.</summary>
internal sealed class RedisHealthCheck(RedisConnection redis) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => await redis.FindProblemAsync(cancellationToken) is null ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Redis does not answer");
}
