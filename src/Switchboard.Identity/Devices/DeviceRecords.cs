using System.Text.Json.Serialization;

namespace Switchboard.Identity.Devices;

/// <summary>A device as it is stored.</summary>
internal sealed record DeviceRecord
{
    /// <summary>The kind of its key.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Its key as SubjectPublicKeyInfo, in DER.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it was registered, in Unix milliseconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Whether it may not connect.</summary>
    public bool IsDisabled { get; init; }
}

/// <summary>What is remembered of a device's logins.</summary>
internal sealed record DeviceLogin
{
    /// <summary>When it was last seen, in Unix milliseconds.</summary>
    public long SeenAt { get; init; }

    /// <summary>From which address it last came.</summary>
    public string Address { get; init; } = "";

    /// <summary>Nonces that it has used.</summary>
    public List<string> Used { get; init; } = [];

    /// <summary>Nonces that were made until then count as used, in Unix milliseconds: no more than the newest are listed.</summary>
    public long UsedUntil { get; init; }
}

/// <summary>An enrolment code as it is stored, under its hash.</summary>
internal sealed record DeviceCode
{
    /// <summary>The only id that it is for; empty for any.</summary>
    public string Device { get; init; } = "";

    /// <summary>What people are to call the device.</summary>
    public string Name { get; init; } = "";
}

/// <summary>How the records are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeviceRecord))]
[JsonSerializable(typeof(DeviceLogin))]
[JsonSerializable(typeof(DeviceCode))]
internal sealed partial class DeviceRecordContext : JsonSerializerContext;
