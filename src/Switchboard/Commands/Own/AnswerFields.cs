using System.Text.Json;

namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>answer</c>: one of data, error and progress, or none of them for a result without data.</summary>
internal sealed record AnswerFields(string? Id, JsonElement Data, AnswerError? Error, JsonElement Progress);
