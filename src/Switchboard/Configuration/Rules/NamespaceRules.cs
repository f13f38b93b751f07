using Switchboard.Configuration.Reading;

namespace Switchboard.Configuration.Rules;

/// <summary>What holds for namespaces, and for options that name one.</summary>
internal static class NamespaceRules
{
    /// <summary>The rule of <see cref="Names"/> as a regular expression, for the schema.</summary>
    public const string NamePattern = "^[a-zA-Z][a-zA-Z0-9_.-]*$";

    private const int MaxPrefixLength = 8;

    /// <summary>Namespaces have names that channel names can begin with and that cannot be taken for anything else.</summary>
    public static IEnumerable<ConfigurationProblem> Names(SwitchboardOptions options) =>
        from name in options.Namespaces.Keys
        where !IsName(name)
        select new ConfigurationProblem(
            $"namespaces.{name}",
            "has a name that no namespace may have",
            "Begin it with a letter; letters, digits, '_', '.' and '-' may follow.");

    /// <summary>What marks private channels can be the beginning of no namespace and of no personal channel.</summary>
    public static IEnumerable<ConfigurationProblem> PrivatePrefix(SwitchboardOptions options)
    {
        var prefix = options.Channels.PrivatePrefix;
        if (prefix.Length > MaxPrefixLength || prefix.Any(static letter => letter is <= ' ' or > '~' or ':' or '#' or '/' || char.IsAsciiLetterOrDigit(letter)))
        {
            yield return new ConfigurationProblem(
                "channels.privatePrefix",
                "cannot stand before the names of channels",
                $"Write at most {MaxPrefixLength} characters of ASCII, none of them a letter, a digit, a space, ':', '#' or '/'; '$' is usual.");
        }
    }

    /// <summary>Name patterns are regular expressions that need no backtracking.</summary>
    public static IEnumerable<ConfigurationProblem> NamePatterns(SwitchboardOptions options) =>
        from entry in options.Namespaces
        where entry.Value.NamePattern.Length > 0
        let fault = FaultOf(entry.Value.NamePattern)
        where fault is not null
        select new ConfigurationProblem(
            $"namespaces.{entry.Key}.namePattern",
            $"cannot be used: {fault}",
            "Write a .NET regular expression without look-around, back references and atomic groups.");

    /// <summary>A stream's position outlives its publications, and a mode that recovers from history has some.</summary>
    public static IEnumerable<ConfigurationProblem> Retention(SwitchboardOptions options)
    {
        foreach (var (name, space) in options.Namespaces)
        {
            if (space is { Type: ChannelType.Stream, HistorySize: > 0 } && space.PositionAgeSeconds < space.HistoryAgeSeconds)
            {
                yield return new ConfigurationProblem(
                    $"namespaces.{name}.positionAgeSeconds",
                    $"is {space.PositionAgeSeconds}, less than historyAgeSeconds, which is {space.HistoryAgeSeconds}",
                    "Raise it: history whose positions are forgotten cannot be recovered.");
            }

            if (space is { Type: ChannelType.Stream, HistorySize: 0, Recovery: RecoveryMode.Cache })
            {
                yield return new ConfigurationProblem(
                    $"namespaces.{name}.recovery",
                    "is \"cache\", but historySize is 0, so that there is no newest publication",
                    "Set historySize to 1 or more, or recovery to \"none\".");
            }
        }
    }

    /// <summary>Nobody can be allowed to subscribe for being subscribed.</summary>
    public static IEnumerable<ConfigurationProblem> Subscribers(SwitchboardOptions options) =>
        from entry in options.Namespaces
        where entry.Value.AllowSubscribe.HasFlag(Audience.Subscriber)
        select new ConfigurationProblem(
            $"namespaces.{entry.Key}.allowSubscribe",
            "names \"subscriber\", which has no meaning here",
            "Remove it, or write \"user\" or \"anonymous\".");

    /// <summary>Coming and going can be sent to everybody only where it can be received at all.</summary>
    public static IEnumerable<ConfigurationProblem> JoinLeave(SwitchboardOptions options) =>
        from entry in options.Namespaces
        where entry.Value is { ForcePushJoinLeave: true, JoinLeave: false }
        select new ConfigurationProblem(
            $"namespaces.{entry.Key}.forcePushJoinLeave",
            "is true, but joinLeave is false",
            "Set joinLeave to true as well.");

    /// <summary>The inboxes' namespace exists.</summary>
    public static IEnumerable<ConfigurationProblem> Inbox(SwitchboardOptions options)
    {
        var name = options.Inbox.Namespace;
        if (name.Length > 0 && !options.Namespaces.Keys.Contains(name, StringComparer.Ordinal))
        {
            var guess = Spelling.Nearest(name, options.Namespaces.Keys) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
            yield return new ConfigurationProblem(
                "inbox.namespace",
                $"is \"{name}\", and there is no such namespace",
                $"{guess}Add it to namespaces, or leave this empty for the default namespace.");
        }
    }

    private static bool IsName(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');

    private static string? FaultOf(string pattern)
    {
        try
        {
            _ = Configuration.NamePatterns.Compile(pattern);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return exception.Message.TrimEnd('.');
        }
    }
}
