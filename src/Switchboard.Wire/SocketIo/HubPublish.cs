namespace Switchboard.Wire.SocketIo;

/// <summary>What a client publishes.</summary>
public sealed record HubPublish
{
    /// <summary>The channel.</summary>
    public string Channel { get; init; } = "";

    /// <summary>A JSON value; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The payload that came in base64; empty for none.</summary>
    public ReadOnlyMemory<byte> Base64Data { get; init; }

    /// <summary>The name of the event; empty for none.</summary>
    public string Event { get; init; } = "";

    /// <summary>Labels; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Whether the publication is delivered without being kept.</summary>
    public bool SkipHistory { get; init; }

    /// <summary>A key that makes a repeated publish have no effect; empty for none.</summary>
    public string IdempotencyKey { get; init; } = "";

    /// <summary>The version of the data; 0 for none.</summary>
    public ulong Version { get; init; }

    /// <summary>What versions are compared within.</summary>
    public string VersionEpoch { get; init; } = "";
}
