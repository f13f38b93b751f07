using System.Text.Json.Nodes;
using Switchboard.Storage.Tests.Support;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>A user's connection.</summary>
internal sealed class SocketCaller(CentrifugeSocket socket) : ICaller
{
    /// <inheritdoc/>
    public async Task<JsonNode> CallAsync(string operation, JsonObject parameters, CancellationToken cancellationToken)
    {
        var reply = await socket.RequestAsync("rpc", $$"""{"method":"sb.{{operation}}","data":{{parameters.ToJsonString()}}}""");
        return new JsonObject { ["result"] = reply["rpc"]?["data"]?.DeepClone(), ["error"] = reply["error"]?.DeepClone() };
    }
}
