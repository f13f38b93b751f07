using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Switchboard.Cluster;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Identity.Records;
using Switchboard.Results;

namespace Switchboard.Identity.Devices;

/// <summary>Registers devices, disables and forgets them.</summary>
internal sealed class DeviceRegistry(DeviceStore store, KnownUsers users, InstructionExecutor instructions, SettingsHolder settings, TimeProvider time)
{
    private const int CodeBytes = 20;

    // Nonces of a device that is gone are good for a moment more, and it may be registered again.
    private static readonly TimeSpan _rememberFor = TimeSpan.FromDays(1);

    private static readonly ErrorCode _taken = InvalidField.Of("id", "is taken by a device: delete that first, or choose another id") with
    {
        Details = new ErrorDetails { Reason = "taken", Field = "id" },
    };

    private static readonly ErrorCode _ofAccount = InvalidField.Of("id", "is taken by an account: choose another id") with { Details = new ErrorDetails { Reason = "taken", Field = "id" } };

    private static readonly ErrorCode _ofUser = InvalidField.Of("id", "is known as that of a user; take another id, or ask for a code that is for this id") with
    {
        Details = new ErrorDetails { Reason = "taken", Field = "id" },
    };

    private static readonly ErrorCode _unknown = InvalidField.Of("id", "is unknown: no device has it") with { Details = new ErrorDetails { Reason = "unknown", Field = "id" } };

    private static readonly ErrorCode _noCode = ErrorCodes.Unauthorized with { Message = $"{ErrorCodes.Unauthorized.Message}: the code is wrong, used up or too old; ask for another" };

    /// <summary>Registers a device.</summary>
    public async ValueTask<Result<DeviceKey>> AddAsync(string? id, string? name, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken)
    {
        if ((DeviceIds.Check(id) ?? CheckName(name)) is { } error)
        {
            return error;
        }

        var key = DeviceKeyReader.Read(publicKey, settings.Current.Devices.MaxKeyBytes);
        if (!key.IsSuccess)
        {
            return key;
        }

        return await FindObstacleAsync(id!, cancellationToken) is { } obstacle ? obstacle : await PutAsync(id!, name ?? "", key.Value!, cancellationToken);
    }

    /// <summary>Makes an enrolment code.</summary>
    /// <param name="device">The only id that it is for; null or empty for any.</param>
    /// <param name="name">What people are to call the device.</param>
    /// <param name="life">For how long it is good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Result<NewDeviceCode>> CreateCodeAsync(string? device, string? name, TimeSpan life, CancellationToken cancellationToken)
    {
        if (((string.IsNullOrEmpty(device) ? null : DeviceIds.Check(device)) ?? CheckName(name)) is { } error)
        {
            return error;
        }

        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        var expiresAt = time.GetUtcNow() + life;
        await store.PutCodeAsync(HashOf(code), new DeviceCode { Device = device ?? "", Name = name ?? "" }, expiresAt, cancellationToken);
        return new NewDeviceCode(code, expiresAt);
    }

    /// <summary>Registers a device by a code, which is used up then.</summary>
    /// <returns>The id and the key.</returns>
    public async ValueTask<Result<(string Id, DeviceKey Key)>> EnrolAsync(string code, string? id, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken)
    {
        // Nobody without a code learns anything else.
        if (await store.FindCodeAsync(HashOf(code), cancellationToken) is not { } found)
        {
            return _noCode;
        }

        var wanted = string.IsNullOrEmpty(id) ? found.Value.Device : id;
        if (DeviceIds.Check(wanted) is { } error)
        {
            return error;
        }

        if (found.Value.Device.Length > 0 && wanted != found.Value.Device)
        {
            return InvalidField.Of("id", "is not the one that the code is for");
        }

        var key = DeviceKeyReader.Read(publicKey, settings.Current.Devices.MaxKeyBytes);
        if (!key.IsSuccess)
        {
            return key.Error!;
        }

        if ((await FindObstacleAsync(wanted, cancellationToken) ?? (found.Value.Device.Length == 0 ? await CheckChosenAsync(wanted, cancellationToken) : null)) is { } obstacle)
        {
            return obstacle;
        }

        // Whoever takes the code is the only one, on however many nodes.
        if (await store.TakeCodeAsync(found, cancellationToken) is not { } taken)
        {
            return _noCode;
        }

        var put = await PutAsync(wanted, found.Value.Name, key.Value!, cancellationToken);
        if (put.IsSuccess)
        {
            return (wanted, key.Value!);
        }

        await store.GiveBackAsync(taken, cancellationToken);
        return put.Error!;
    }

    /// <summary>Lets a device connect no more, or again. Its connections are closed.</summary>
    public async ValueTask<Result<Unit>> DisableAsync(string? id, bool isDisabled, CancellationToken cancellationToken)
    {
        if (DeviceIds.Check(id) is { } error)
        {
            return error;
        }

        if (await store.ChangeAsync(id!, device => device with { IsDisabled = isDisabled }, cancellationToken) is null)
        {
            return _unknown;
        }

        if (isDisabled)
        {
            await CloseAsync(id!, cancellationToken);
        }

        return default(Unit);
    }

    /// <summary>Forgets a device. Its connections are closed.</summary>
    public async ValueTask<Result<Unit>> RemoveAsync(string? id, CancellationToken cancellationToken)
    {
        if (DeviceIds.Check(id) is { } error)
        {
            return error;
        }

        if (!await store.RemoveAsync(id!, cancellationToken))
        {
            return _unknown;
        }

        await CloseAsync(id!, cancellationToken);
        await store.ForgetLoginAsync(id!, time.GetUtcNow() + _rememberFor, cancellationToken);
        return default(Unit);
    }

    /// <summary>A device.</summary>
    public async ValueTask<Result<Stored<DeviceRecord>>> GetAsync(string? id, CancellationToken cancellationToken)
    {
        if (DeviceIds.Check(id) is { } error)
        {
            return error;
        }

        return await store.FindAsync(id!, cancellationToken) is { } device ? device : _unknown;
    }

    private async ValueTask<ErrorCode?> FindObstacleAsync(string id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not null)
        {
            return _taken;
        }

        if (await users.HasAccountAsync(id, cancellationToken))
        {
            return _ofAccount;
        }

        var max = settings.Current.Devices.Max;
        return await store.AreAsync(max, cancellationToken)
            ? ErrorCodes.LimitExceeded with { Message = $"{ErrorCodes.LimitExceeded.Message}: there are {max} devices (devices.max)", Details = new ErrorDetails { Limit = max } }
            : null;
    }

    // The device has chosen its id: nobody else has said that it is not a person's.
    private async ValueTask<ErrorCode?> CheckChosenAsync(string id, CancellationToken cancellationToken)
    {
        var prefix = settings.Current.Devices.IdPrefix;
        return !id.StartsWith(prefix, StringComparison.Ordinal) ? InvalidField.Of("id", $"must begin with {prefix} (devices.idPrefix), unless the code is for an id")
            : await users.HasTracesAsync(id, cancellationToken) ? _ofUser
            : null;
    }

    private async ValueTask<Result<DeviceKey>> PutAsync(string id, string name, DeviceKey key, CancellationToken cancellationToken)
    {
        var device = new DeviceRecord { Algorithm = key.Algorithm.ToString(), PublicKey = key.Spki, Name = name, CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds() };
        if (!await store.TryAddAsync(id, device, cancellationToken))
        {
            return _taken;
        }

        // Looked for once more, as whoever makes an account does: of two at once, each finds the other.
        if (!await users.HasAccountAsync(id, cancellationToken))
        {
            return key;
        }

        await store.RemoveAsync(id, cancellationToken);
        return _ofAccount;
    }

    private async ValueTask CloseAsync(string id, CancellationToken cancellationToken)
        => await instructions.ExecuteAsync(new DisconnectInstruction(ConnectionTarget.OfUser(id), CloseCodes.PermissionDenied), cancellationToken);

    private static ErrorCode? CheckName(string? name)
    {
        const int MaxName = 200;
        return name is { Length: > MaxName } ? InvalidField.Of("name", $"has more than {MaxName} characters") : null;
    }

    private static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}

/// <summary>An enrolment code, which is shown once.</summary>
/// <param name="Code">The code.</param>
/// <param name="ExpiresAt">When its time is over.</param>
internal sealed record NewDeviceCode(string Code, DateTimeOffset ExpiresAt);
