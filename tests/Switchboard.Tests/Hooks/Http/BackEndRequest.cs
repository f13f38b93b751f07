using System.Text.Json.Nodes;

namespace Switchboard.Tests.Hooks.Http;

/// <summary>A webhook as it came.</summary>
internal sealed record BackEndRequest(string Path, string Text, JsonObject Body, IReadOnlyDictionary<string, string> Headers);
