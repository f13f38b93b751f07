using System.Text.Json.Serialization.Metadata;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Identity.Records;
using Switchboard.Results;

namespace Switchboard.Identity.Devices;

/// <summary>An operation on devices: refused where they are off, and answered with the store's error where that fails.</summary>
internal abstract class DeviceOperation<TRequest, TResult>(string name, SettingsHolder settings, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResult> resultType)
    : Operation<TRequest, TResult>(name, requestType, resultType)
    where TRequest : class
    where TResult : class
{
    private static readonly ErrorCode _off = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: there are no devices; turn on devices.enabled" };

    /// <summary>The options in force.</summary>
    protected DeviceOptions Options => settings.Current.Devices;

    /// <inheritdoc/>
    protected sealed override async ValueTask<Result<TResult>> ExecuteAsync(OperationCaller caller, TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Options.Enabled ? await ExecuteAsync(request, cancellationToken) : _off;
        }
        catch (SwitchboardException exception)
        {
            return exception.Error;
        }
    }

    /// <summary>Carries it out.</summary>
    protected abstract ValueTask<Result<TResult>> ExecuteAsync(TRequest request, CancellationToken cancellationToken);

    /// <summary>The answer where there is nothing to tell.</summary>
    protected static Result<EmptyResult> Done(Result<Unit> outcome) => outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
}

/// <summary><c>device_create</c>.</summary>
internal sealed class DeviceCreateOperation(DeviceRegistry registry, SettingsHolder settings)
    : DeviceOperation<DeviceCreateRequest, DeviceCreateResult>("device_create", settings, DeviceJsonContext.Default.DeviceCreateRequest, DeviceJsonContext.Default.DeviceCreateResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<DeviceCreateResult>> ExecuteAsync(DeviceCreateRequest request, CancellationToken cancellationToken)
    {
        var added = await registry.AddAsync(request.Id, request.Name, request.PublicKey.IsSet ? request.PublicKey.Utf8 : default, cancellationToken);
        return added.IsSuccess ? new DeviceCreateResult { Id = request.Id!, Algorithm = added.Value!.Algorithm.ToString() } : added.As<DeviceCreateResult>();
    }
}

/// <summary><c>device_code</c>.</summary>
internal sealed class DeviceCodeOperation(DeviceRegistry registry, SettingsHolder settings)
    : DeviceOperation<DeviceCodeRequest, DeviceCodeResult>("device_code", settings, DeviceJsonContext.Default.DeviceCodeRequest, DeviceJsonContext.Default.DeviceCodeResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<DeviceCodeResult>> ExecuteAsync(DeviceCodeRequest request, CancellationToken cancellationToken)
    {
        var longest = Options.EnrolmentSeconds;
        if (request.ExpiresSeconds is { } wanted && (wanted < 1 || wanted > longest))
        {
            return InvalidField.Of("expires_seconds", $"must be 1 to {longest} (devices.enrolmentSeconds)");
        }

        var code = await registry.CreateCodeAsync(request.Id, request.Name, TimeSpan.FromSeconds(request.ExpiresSeconds ?? longest), cancellationToken);
        return code.IsSuccess
            ? new DeviceCodeResult { Code = code.Value!.Code, ExpiresAt = code.Value.ExpiresAt.ToUnixTimeMilliseconds() }
            : code.As<DeviceCodeResult>();
    }
}

/// <summary><c>device_disable</c>.</summary>
internal sealed class DeviceDisableOperation(DeviceRegistry registry, SettingsHolder settings)
    : DeviceOperation<DeviceDisableRequest, EmptyResult>("device_disable", settings, DeviceJsonContext.Default.DeviceDisableRequest, DeviceJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(DeviceDisableRequest request, CancellationToken cancellationToken)
        => Done(await registry.DisableAsync(request.Id, request.Disabled ?? true, cancellationToken));
}

/// <summary><c>device_delete</c>.</summary>
internal sealed class DeviceDeleteOperation(DeviceRegistry registry, SettingsHolder settings)
    : DeviceOperation<DeviceRequest, EmptyResult>("device_delete", settings, DeviceJsonContext.Default.DeviceRequest, DeviceJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> ExecuteAsync(DeviceRequest request, CancellationToken cancellationToken)
        => Done(await registry.RemoveAsync(request.Id, cancellationToken));
}

/// <summary><c>device_get</c>.</summary>
internal sealed class DeviceGetOperation(DeviceRegistry registry, DeviceStore store, SettingsHolder settings)
    : DeviceOperation<DeviceRequest, DeviceInfo>("device_get", settings, DeviceJsonContext.Default.DeviceRequest, DeviceJsonContext.Default.DeviceInfo)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<DeviceInfo>> ExecuteAsync(DeviceRequest request, CancellationToken cancellationToken)
    {
        var found = await registry.GetAsync(request.Id, cancellationToken);
        return found.IsSuccess ? DeviceDescription.Of(found.Value!, (await store.FindLoginAsync(found.Value!.Id, cancellationToken)).Value) : found.As<DeviceInfo>();
    }
}

/// <summary><c>device_list</c>.</summary>
internal sealed class DeviceListOperation(DeviceStore store, SettingsHolder settings)
    : DeviceOperation<DeviceListRequest, DeviceListResult>("device_list", settings, DeviceJsonContext.Default.DeviceListRequest, DeviceJsonContext.Default.DeviceListResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<DeviceListResult>> ExecuteAsync(DeviceListRequest request, CancellationToken cancellationToken)
    {
        var size = PageSize.Of(request.Limit);
        if (!size.IsSuccess)
        {
            return size.As<DeviceListResult>();
        }

        if (!string.IsNullOrEmpty(request.Cursor) && !DeviceIds.IsValid(request.Cursor))
        {
            return InvalidField.Of("cursor", "must be that of the page before");
        }

        var (found, cursor) = await store.ListAsync(request.Cursor, size.Value, cancellationToken);
        var logins = await store.ListLoginsAsync(request.Cursor, found, cancellationToken);
        return new DeviceListResult { Devices = [.. found.Select(device => DeviceDescription.Of(device, logins.GetValueOrDefault(device.Id)))], Cursor = cursor };
    }
}

/// <summary>Describes devices.</summary>
internal static class DeviceDescription
{
    /// <summary>What is known of a device.</summary>
    public static DeviceInfo Of(Stored<DeviceRecord> device, DeviceLogin? login) => new()
    {
        Id = device.Id,
        Name = device.Value.Name.Length > 0 ? device.Value.Name : null,
        Algorithm = device.Value.Algorithm,
        PublicKey = Convert.ToBase64String(device.Value.PublicKey),
        CreatedAt = device.Value.CreatedAt,
        Disabled = device.Value.IsDisabled,
        SeenAt = login?.SeenAt > 0 ? login.SeenAt : null,
        Address = login?.Address.Length > 0 ? login.Address : null,
    };
}
