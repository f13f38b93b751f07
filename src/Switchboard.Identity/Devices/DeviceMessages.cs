using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Commands;
using Switchboard.Json;

namespace Switchboard.Identity.Devices;

/// <summary>Registers a device.</summary>
internal sealed record DeviceCreateRequest
{
    [Description("The device's id: 1 to 64 letters and digits of ASCII, - and _.")]
    [Required]
    public string? Id { get; init; }

    [Description("Its public key: PEM or SubjectPublicKeyInfo in base64 as a text, or a JSON Web Key as an object.")]
    [Required]
    public RawJson PublicKey { get; init; }

    [Description("What people call it.")]
    public string? Name { get; init; }
}

/// <summary>A device was registered.</summary>
internal sealed record DeviceCreateResult
{
    [Description("The device's id.")]
    public required string Id { get; init; }

    [Description("The kind of its key: P256, Ed25519 or Rsa.")]
    public required string Algorithm { get; init; }
}

/// <summary>Asks for an enrolment code.</summary>
internal sealed record DeviceCodeRequest
{
    [Description("The only id that a device may enrol itself with. Absent, any that is free.")]
    public string? Id { get; init; }

    [Description("What people are to call the device.")]
    public string? Name { get; init; }

    [Description("For how many seconds the code is good, up to devices.enrolmentSeconds, which is taken where this is absent.")]
    public int? ExpiresSeconds { get; init; }
}

/// <summary>An enrolment code.</summary>
internal sealed record DeviceCodeResult
{
    [Description("The code. It is good once, and shown once.")]
    public required string Code { get; init; }

    [Description("When its time is over, in Unix milliseconds.")]
    public required long ExpiresAt { get; init; }
}

/// <summary>Asks for devices.</summary>
internal sealed record DeviceListRequest
{
    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most devices to return, up to 1000. 0 or absent is 100.")]
    public int? Limit { get; init; }
}

/// <summary>Devices: a page.</summary>
internal sealed record DeviceListResult
{
    [Description("The devices, in the order of their ids.")]
    public required IReadOnlyList<DeviceInfo> Devices { get; init; }

    [Description("Asks for the next page; absent where there is none.")]
    public string? Cursor { get; init; }
}

/// <summary>Names a device.</summary>
internal sealed record DeviceRequest
{
    [Description("The device's id.")]
    [Required]
    public string? Id { get; init; }
}

/// <summary>Disables a device.</summary>
internal sealed record DeviceDisableRequest
{
    [Description("The device's id.")]
    [Required]
    public string? Id { get; init; }

    [Description("false lets it connect again. Absent is true.")]
    public bool? Disabled { get; init; }
}

/// <summary>A device.</summary>
internal sealed record DeviceInfo
{
    [Description("Its id.")]
    public required string Id { get; init; }

    [Description("What people call it.")]
    public string? Name { get; init; }

    [Description("The kind of its key: P256, Ed25519 or Rsa.")]
    public required string Algorithm { get; init; }

    [Description("Its public key, SubjectPublicKeyInfo in base64.")]
    public required string PublicKey { get; init; }

    [Description("When it was registered, in Unix milliseconds.")]
    public required long CreatedAt { get; init; }

    [Description("Whether it may not connect.")]
    public required bool Disabled { get; init; }

    [Description("When it was last seen, in Unix milliseconds, to within devices.seenIntervalSeconds; absent where it never connected.")]
    public long? SeenAt { get; init; }

    [Description("From which address it last connected.")]
    public string? Address { get; init; }
}

/// <summary>Asks for a challenge.</summary>
internal sealed record ChallengeRequest
{
    /// <summary>The device's id.</summary>
    public string? Device { get; init; }
}

/// <summary>A challenge.</summary>
internal sealed record ChallengeResult
{
    /// <summary>What is to be signed.</summary>
    public required string Nonce { get; init; }

    /// <summary>Until when, in Unix milliseconds.</summary>
    public required long ExpiresAt { get; init; }
}

/// <summary>A device enrols itself.</summary>
internal sealed record EnrolRequest
{
    /// <summary>The enrolment code.</summary>
    public string? Code { get; init; }

    /// <summary>The id that the device is to have; may be absent where the code is for one.</summary>
    public string? Id { get; init; }

    /// <summary>Its public key.</summary>
    public RawJson PublicKey { get; init; }
}

/// <summary>How these are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = OperationJsonContext.MaxDepth)]
[JsonSerializable(typeof(DeviceCreateRequest))]
[JsonSerializable(typeof(DeviceCreateResult))]
[JsonSerializable(typeof(DeviceCodeRequest))]
[JsonSerializable(typeof(DeviceCodeResult))]
[JsonSerializable(typeof(DeviceListRequest))]
[JsonSerializable(typeof(DeviceListResult))]
[JsonSerializable(typeof(DeviceRequest))]
[JsonSerializable(typeof(DeviceDisableRequest))]
[JsonSerializable(typeof(DeviceInfo))]
[JsonSerializable(typeof(EmptyResult))]
[JsonSerializable(typeof(ChallengeRequest))]
[JsonSerializable(typeof(ChallengeResult))]
[JsonSerializable(typeof(EnrolRequest))]
internal sealed partial class DeviceJsonContext : JsonSerializerContext;
