namespace Switchboard.Server;

/// <summary>How the server is asked to run.</summary>
internal sealed record ServeOptions
{
    /// <summary>The configuration file, which must exist. Null reads <c>switchboard.json</c> of the working directory if it is there.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The addresses to listen on, separated by semicolons. Null leaves it to the configuration.</summary>
    public string? Urls { get; init; }

    /// <summary>Options given one by one, as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>How log lines look.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;
}

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object a line, for log collectors.</summary>
    Json,
}
