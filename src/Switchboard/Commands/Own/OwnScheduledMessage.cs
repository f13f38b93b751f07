using System.Text.Json;

namespace Switchboard.Commands.Own;

/// <summary>A message to come.</summary>
internal sealed record OwnScheduledMessage(
    IReadOnlyList<string> Users, JsonElement Data, string? Event, string? Kind, IReadOnlyDictionary<string, string>? Tags);
