using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Names the connections that are meant: those that match every part that is given. At least one part is.</summary>
internal abstract record TargetRequest
{
    [Description("The user id.")]
    public string? User { get; init; }

    [Description("The client id of one connection.")]
    public string? Client { get; init; }

    [Description("The session id of one connection.")]
    public string? Session { get; init; }
}
