namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>serve</c>.</summary>
internal sealed record ServeFields(string? Method, int? Concurrency);
