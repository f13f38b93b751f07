using System.Text.Json.Nodes;
using Switchboard.Storage.Tests.Support;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>A way to a server that calls its operations, one after the other.</summary>
internal interface ICaller
{
    /// <summary>Calls an operation. The answer has <c>result</c> or <c>error</c>.</summary>
    Task<JsonNode> CallAsync(string operation, JsonObject parameters, CancellationToken cancellationToken);
}

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
