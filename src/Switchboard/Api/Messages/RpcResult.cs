using System.ComponentModel;
using System.Text.Json.Serialization;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>What a call returned.</summary>
internal sealed record RpcResult
{
    [Description("Any JSON value.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }
}
