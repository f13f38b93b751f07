namespace Switchboard.Configuration.Rules;

/// <summary>The stand-alone server needs to be told where the brokers are that events come from and go to.</summary>
internal static class BrokerRules
{
    /// <summary>RabbitMQ is named once, where something comes from it or goes to it.</summary>
    public static IEnumerable<ConfigurationProblem> RabbitMq(SwitchboardOptions options)
    {
        var rabbit = options.RabbitMq;
        if (rabbit.UriFile.Length > 0 && !File.Exists(rabbit.UriFile))
        {
            yield return new ConfigurationProblem(
                "rabbitMq.uriFile", $"names {SafeText.OfPath(rabbit.UriFile)}, where there is no file that can be read", "Correct the path, or let the server's user read it.");
        }

        if (rabbit.Uri.Length > 0 && rabbit.UriFile.Length > 0)
        {
            yield return new ConfigurationProblem("rabbitMq.uri", "is given, and uriFile as well", "Give one of both.");
        }
        else if (rabbit.Uri.Length > 0 && !IsAddress(rabbit.Uri))
        {
            yield return new ConfigurationProblem("rabbitMq.uri", $"is {SafeText.OfAddress(rabbit.Uri)}, which is no address of RabbitMQ", "Write one such as \"amqps://user:password@broker/vhost\"; a slash in the name of the virtual host is %2F.");
        }

        var isConsumed = options.EventSources.Exists(static source => source.Type == EventSourceType.RabbitMq);
        if (rabbit is { Uri: "", UriFile: "" } && (isConsumed || options.EventTargets.Count > 0 || HasCarrierWithout(options)))
        {
            yield return new ConfigurationProblem("rabbitMq.uri", $"is missing, and {(isConsumed ? "eventSources has a source of type \"rabbitMq\"" : options.EventTargets.Count > 0 ? "there are eventTargets" : "jobs.carriers has one without an address of its own")}", "Write where it is, such as \"amqp://user:password@broker/vhost\".");
        }
    }

    /// <summary>Redis is named where something is consumed from it.</summary>
    public static IEnumerable<ConfigurationProblem> Redis(SwitchboardOptions options)
    {
        if (options.Redis.Connection.Length == 0 && options.EventSources.Exists(static source => source.Type == EventSourceType.Redis))
        {
            yield return new ConfigurationProblem("redis.connection", "is missing, and eventSources has a source of type \"redis\"", "Write where it is, such as \"localhost:6379\".");
        }
    }

    /// <summary>Whether a text is an address of RabbitMQ: the virtual host is one segment, in which a slash is written <c>%2F</c>.</summary>
    public static bool IsAddress(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "amqp" or "amqps", Host.Length: > 0, Segments.Length: <= 2 };

    private static bool HasCarrierWithout(SwitchboardOptions options) => options.Jobs.Carriers.Exists(static carrier => carrier is { Uri: "", UriFile: "" });
}
