using System.Text.Json.Nodes;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>A way to a server that calls its operations, one after the other.</summary>
internal interface ICaller
{
    /// <summary>Calls an operation. The answer has <c>result</c> or <c>error</c>.</summary>
    Task<JsonNode> CallAsync(string operation, JsonObject parameters, CancellationToken cancellationToken);
}
