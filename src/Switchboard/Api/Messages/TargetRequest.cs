using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Names the connections that are meant: those that match every part that is given. At least one part is.</summary>
internal abstract record TargetRequest
{
    /// <summary>The user id.</summary>
    [Description("The user id.")]
    public string? User { get; init; }

    /// <summary>The client id of one connection.</summary>
    [Description("The client id of one connection.")]
    public string? Client { get; init; }

    /// <summary>The session id of one connection.</summary>
    [Description("The session id of one connection.")]
    public string? Session { get; init; }
}
