using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Extensibility;

/// <summary>What a ticket says, as stores keep it.</summary>
public sealed record TicketContent
{
    /// <summary>Its id (<see cref="TicketSecret.IdOf"/>), where a store lists it; empty where it need not be said.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";

    /// <summary>The user id.</summary>
    public required string User { get; init; }

    /// <summary>When it was made, in Unix milliseconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When it expires, in Unix milliseconds.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>JSON shown to others; null for none.</summary>
    public byte[]? Info { get; init; }

    /// <summary>JSON for the server; null for none.</summary>
    public byte[]? Meta { get; init; }

    /// <summary>Server-side subscriptions.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>Claims of the principal.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The address or network that it is bound to; empty for any.</summary>
    public string Address { get; init; } = "";

    /// <summary>The origin that it is bound to; empty for any.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Whether it says anything but who the user is.</summary>
    [JsonIgnore]
    public bool IsPlain => Info is null && Meta is null && Channels.Count == 0 && Claims.Count == 0 && Address.Length == 0 && Origin.Length == 0;

    /// <summary>The form in which stores keep it: UTF-8 JSON.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, TicketJsonContext.Default.TicketContent);

    /// <summary>Reads that form.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static TicketContent Parse(ReadOnlySpan<byte> utf8)
        => JsonSerializer.Deserialize(utf8, TicketJsonContext.Default.TicketContent) ?? throw new JsonException("A ticket is an object.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(TicketContent))]
internal sealed partial class TicketJsonContext : JsonSerializerContext;
