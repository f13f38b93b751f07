using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>The HTTP API.</summary>
public sealed class ApiOptions
{
    /// <summary>The keys. Without one, the API answers 401 to everybody.</summary>
    public List<ApiKeyOptions> Keys { get; set; } = [];

    /// <summary>The largest request body, in bytes.</summary>
    [Range(1024, 1_073_741_824)]
    public int MaxBodyBytes { get; set; } = 4_194_304;

    /// <summary>About how many bytes one answer has. Lists end early there and go on with the next request, presence gets error 106.</summary>
    [Range(65_536, 1_073_741_824)]
    public int MaxReplyBytes { get; set; } = 16_777_216;

    /// <summary>The most commands of one batch, and the most channels of one broadcast.</summary>
    [Range(1, 1_000_000)]
    public int MaxBatchSize { get; set; } = 10_000;
}

/// <summary>One key of the HTTP API.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>What the key is called in logs and metrics.</summary>
    public string Name { get; set; } = "";

    /// <summary>The secret.</summary>
    public string Key { get; set; } = "";

    /// <summary>The methods that the key allows, such as <c>publish</c>. Empty allows all.</summary>
    public List<string> Methods { get; set; } = [];

    /// <summary>The channels that the key is limited to, such as <c>news:*</c>: a star stands for any text. Empty for all. Methods that name no channel are then allowed only if <c>methods</c> names them.</summary>
    public List<string> Channels { get; set; } = [];
}
