namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>state</c>.</summary>
internal sealed record StateFields(IReadOnlyList<string?>? Ids);
