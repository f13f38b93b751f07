using System.Globalization;
using Switchboard.Configuration.Model;

namespace Switchboard.Configuration;

/// <summary>The options that a running server keeps as they were when it started.</summary>
internal static class RestartOptions
{
    /// <summary>Their paths; a section stands for all that is in it. docs/configuration.md says of each that it needs a restart.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "limits.requestLineBytes", "limits.requestHeaderBytes", "hooks.http.queuedEvents", "storage", "security.storage", "audit", "accounts.enabled", "tickets.storage", "tickets.redisFormat", "tickets.sweepSeconds", "redis.connection", "rabbitMq", "jobs.carriers", "eventSources", "outboxes", "eventTargets", "outbox.storage", "socketIo", "listener", "telemetry.otlpEndpoint", "welcomePage",
        "tls.hstsSeconds", "tls.hstsIncludeSubDomains", "tls.handshakeTimeoutSeconds", "tls.http3",
    ];

    /// <summary>The paths of those that a change concerns.</summary>
    /// <param name="started">The options that the server started with.</param>
    /// <param name="changed">The options as they are now.</param>
    public static IReadOnlyList<string> Changed(SwitchboardOptions started, SwitchboardOptions changed)
    {
        var before = ValuesOf(started).ToDictionary(StringComparer.Ordinal);
        return [.. ValuesOf(changed).Where(value => before[value.Key] != value.Value).Select(static value => value.Key)];
    }

    private static IEnumerable<KeyValuePair<string, string>> ValuesOf(SwitchboardOptions options) => Paths.SelectMany(path => ValuesAt(options, "", path));

    private static IEnumerable<KeyValuePair<string, string>> ValuesAt(object options, string prefix, string path)
    {
        var name = path.Split('.', 2)[0];
        foreach (var property in OptionModel.PropertiesOf(options.GetType()).Where(property => name.Length == 0 || property.Name == name))
        {
            var value = property.Property.GetValue(options);
            if (property.Kind == OptionKind.Section)
            {
                foreach (var inner in ValuesAt(value!, $"{prefix}{property.Name}.", name.Length == path.Length ? "" : path[(name.Length + 1)..]))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return new KeyValuePair<string, string>(prefix + property.Name, TextOf(property, value));
            }
        }
    }

    private static string TextOf(OptionProperty property, object? value) => property.Kind switch
    {
        OptionKind.TextList => string.Join('\n', (IEnumerable<string>)value!),
        OptionKind.SectionList => string.Join('\n', ((IEnumerable<object>)value!).SelectMany(static item => ValuesAt(item, "", "")).Select(static option => $"{option.Key}={option.Value}")),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
