using System.Text.Json;

namespace Switchboard.Api.Messages;

/// <summary>A call in the older form.</summary>
internal sealed record SequenceCommand
{
    /// <summary>What the answer is to be marked with.</summary>
    public RawJson Id { get; init; }

    /// <summary>The method.</summary>
    public string? Method { get; init; }

    /// <summary>The request. Some clients write one that has no fields as an empty list.</summary>
    public JsonElement Params { get; init; }
}
