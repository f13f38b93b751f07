using Switchboard.Extensibility;
using Switchboard.Identity.Records;

namespace Switchboard.Identity.Devices;

/// <summary>Keeps devices, their logins and enrolment codes.</summary>
internal sealed class DeviceStore(IRecordStore store)
{
    private const int CountedAtOnce = 1000;

    private readonly RecordSet<DeviceRecord> _devices = new(store, "device", DeviceRecordContext.Default.DeviceRecord);
    private readonly RecordSet<DeviceLogin> _logins = new(store, "device_login", DeviceRecordContext.Default.DeviceLogin);
    private readonly RecordSet<DeviceCode> _codes = new(store, "device_code", DeviceRecordContext.Default.DeviceCode);

    /// <summary>Finds a device; null where there is none.</summary>
    public ValueTask<Stored<DeviceRecord>?> FindAsync(string id, CancellationToken cancellationToken) => _devices.FindStoredAsync(id, cancellationToken);

    /// <summary>Keeps a new device. False where there is one of that id.</summary>
    public ValueTask<bool> TryAddAsync(string id, DeviceRecord device, CancellationToken cancellationToken) => _devices.TryAddAsync(id, device, "", null, cancellationToken);

    /// <summary>Changes a device; null where there is none.</summary>
    public ValueTask<DeviceRecord?> ChangeAsync(string id, Func<DeviceRecord, DeviceRecord> change, CancellationToken cancellationToken)
        => _devices.ChangeAsync(id, device => (change(device), null), cancellationToken);

    /// <summary>Forgets a device; false where there is none.</summary>
    public async ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken) => await _devices.RemoveAsync(id, cancellationToken) is not null;

    /// <summary>Lists devices in the order of their ids.</summary>
    public ValueTask<(IReadOnlyList<Stored<DeviceRecord>> Devices, string? Cursor)> ListAsync(string? after, int limit, CancellationToken cancellationToken)
        => _devices.ListStoredAsync(null, after, limit, cancellationToken);

    /// <summary>Whether there are so many devices.</summary>
    public async ValueTask<bool> AreAsync(int count, CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var (devices, cursor) = await ListAsync(after, CountedAtOnce, cancellationToken);
            count -= devices.Count;
            after = cursor;
        }
        while (after is not null && count > 0);
        return count <= 0;
    }

    /// <summary>What is remembered of a device's logins; nothing where it had none.</summary>
    public async ValueTask<Stored<DeviceLogin>> FindLoginAsync(string id, CancellationToken cancellationToken)
        => await _logins.FindStoredAsync(id, cancellationToken) ?? new Stored<DeviceLogin>(id, 0, new DeviceLogin());

    /// <summary>What is remembered of the logins of all devices of a page, by their ids; none of those that had none.</summary>
    /// <param name="after">The cursor of the page.</param>
    /// <param name="devices">The page.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public async ValueTask<IReadOnlyDictionary<string, DeviceLogin>> ListLoginsAsync(string? after, IReadOnlyList<Stored<DeviceRecord>> devices, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DeviceLogin>(StringComparer.Ordinal);
        while (devices.Count > 0)
        {
            // One read, unless many devices between these were deleted of late.
            var (logins, cursor) = await _logins.ListStoredAsync(null, after, devices.Count, cancellationToken);
            foreach (var login in logins)
            {
                found[login.Id] = login.Value;
            }

            if (cursor is null || string.CompareOrdinal(cursor, devices[^1].Id) >= 0)
            {
                break;
            }

            after = cursor;
        }

        return found;
    }

    /// <summary>Keeps what is remembered, in place of what was there before. False where another is there.</summary>
    public ValueTask<bool> TryPutLoginAsync(Stored<DeviceLogin> login, CancellationToken cancellationToken) => _logins.TryPutAsync(login, cancellationToken);

    /// <summary>Has what is remembered of a device that is gone forgotten at a time.</summary>
    public async ValueTask ForgetLoginAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) => await _logins.ChangeAsync(id, login => (login, at), cancellationToken);

    /// <summary>Finds an enrolment code by its hash; null where there is none, or its time is over.</summary>
    public ValueTask<Stored<DeviceCode>?> FindCodeAsync(string hash, CancellationToken cancellationToken) => _codes.FindStoredAsync(hash, cancellationToken);

    /// <summary>Keeps an enrolment code.</summary>
    public async ValueTask PutCodeAsync(string hash, DeviceCode code, DateTimeOffset expiresAt, CancellationToken cancellationToken)
        => await _codes.TryAddAsync(hash, code, "", expiresAt, cancellationToken);

    /// <summary>Takes an enrolment code; null where somebody else has.</summary>
    public ValueTask<Stored<DeviceCode>?> TakeCodeAsync(Stored<DeviceCode> code, CancellationToken cancellationToken)
        => _codes.RemoveAsync(code.Id, code.Revision, cancellationToken);

    /// <summary>Gives back a code that was taken for nothing.</summary>
    public async ValueTask GiveBackAsync(Stored<DeviceCode> code, CancellationToken cancellationToken) => await _codes.TryPutAsync(code with { Revision = 0 }, cancellationToken);
}
