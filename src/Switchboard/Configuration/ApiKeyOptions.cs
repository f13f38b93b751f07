namespace Switchboard.Configuration;

/// <summary>One key of the HTTP API.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>What the key is called in logs and metrics.</summary>
    public string Name { get; set; } = "";

    /// <summary>The secret.</summary>
    public string Key { get; set; } = "";

    /// <summary>The methods that the key allows, such as <c>publish</c>. Empty allows all.</summary>
    public List<string> Methods { get; set; } = [];
}
