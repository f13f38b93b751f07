namespace Switchboard.Configuration;

/// <summary>What publications may consist of.</summary>
public enum PayloadKind
{
    /// <summary>Any JSON value.</summary>
    Json,

    /// <summary>A JSON object.</summary>
    JsonObject,

    /// <summary>Any bytes. A subscriber whose protocol is JSON is closed with 3506 when it would receive others.</summary>
    Any,
}
