using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Calls a method.</summary>
internal sealed record RpcRequest
{
    /// <summary>The method.</summary>
    [Description("The method.")]
    public string? Method { get; init; }

    /// <summary>What it is called with: any JSON value.</summary>
    [Description("What it is called with: any JSON value.")]
    public RawJson Params { get; init; }
}
