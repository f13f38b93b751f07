using System.ComponentModel;
using Switchboard.Json;

namespace Switchboard.Api.Messages;

/// <summary>What became of each command.</summary>
internal sealed record BatchResult
{
    [Description("One object for each command, in their order, with one property: the method's name, which holds the result, or error.")]
    public required IReadOnlyList<IReadOnlyDictionary<string, RawJson>> Replies { get; init; }
}
