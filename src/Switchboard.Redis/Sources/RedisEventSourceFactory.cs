using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;

namespace Switchboard.Redis.Sources;

/// <summary>Makes the event sources of Redis.</summary>
internal sealed class RedisEventSourceFactory(RedisConnection redis, TimeProvider time, ILogger<RedisEventSource> logger) : IEventSourceFactory
{
    /// <inheritdoc/>
    public string Type => "redis";

    /// <inheritdoc/>
    public IEventSource Create(EventSourceDefinition definition) => new RedisEventSource(definition, redis, time, logger);
}
