using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Extensibility;

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

/// <summary>A record, read.</summary>
/// <typeparam name="T">What it says.</typeparam>
/// <param name="Id">Its id.</param>
/// <param name="Revision">Its revision; 0 where there is none yet.</param>
/// <param name="Value">What it says.</param>
internal sealed record Stored<T>(string Id, long Revision, T Value);

/// <summary>Keeps devices, their logins and enrolment codes.</summary>
internal sealed class DeviceStore(IRecordStore records)
{
    private const string Devices = "device";
    private const string Logins = "device_login";
    private const string Codes = "device_code";

    private static DeviceRecordContext Json => DeviceRecordContext.Default;

    /// <summary>Finds a device; null where there is none.</summary>
    public async ValueTask<Stored<DeviceRecord>?> FindAsync(string id, CancellationToken cancellationToken)
        => await records.FindAsync(Devices, id, cancellationToken) is { } record ? Read(record, Json.DeviceRecord) : null;

    /// <summary>Keeps a device, in place of the one of that revision; false where another is there.</summary>
    public async ValueTask<bool> TryPutAsync(string id, DeviceRecord device, long expected, CancellationToken cancellationToken)
        => await records.PutAsync(new StoredRecord(Devices, id) { Body = JsonSerializer.SerializeToUtf8Bytes(device, Json.DeviceRecord) }, expected, cancellationToken) is not null;

    /// <summary>Forgets a device; false where there is none.</summary>
    public async ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
        => await records.RemoveAsync(Devices, id, null, cancellationToken) is not null;

    /// <summary>Lists devices.</summary>
    public async ValueTask<(IReadOnlyList<Stored<DeviceRecord>> Devices, string? Cursor)> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await records.ListAsync(new RecordQuery(Devices, limit) { After = after }, cancellationToken);
        return ([.. page.Records.Select(static record => Read(record, Json.DeviceRecord))], page.Cursor);
    }

    /// <summary>Whether there are so many devices.</summary>
    public async ValueTask<bool> AreAsync(int count, CancellationToken cancellationToken)
    {
        const int Page = 1000;
        string? after = null;
        do
        {
            var page = await records.ListAsync(new RecordQuery(Devices, Page) { After = after }, cancellationToken);
            count -= page.Records.Count;
            after = page.Cursor;
        }
        while (after is not null && count > 0);
        return count <= 0;
    }

    /// <summary>What is remembered of a device's logins; nothing where it had none.</summary>
    public async ValueTask<Stored<DeviceLogin>> FindLoginAsync(string id, CancellationToken cancellationToken)
        => await records.FindAsync(Logins, id, cancellationToken) is { } record ? Read(record, Json.DeviceLogin) : new Stored<DeviceLogin>(id, 0, new DeviceLogin());

    /// <summary>Keeps what is remembered, in place of that of a revision; false where another is there.</summary>
    public async ValueTask<bool> TryPutLoginAsync(string id, DeviceLogin login, long expected, CancellationToken cancellationToken)
        => await records.PutAsync(new StoredRecord(Logins, id) { Body = JsonSerializer.SerializeToUtf8Bytes(login, Json.DeviceLogin) }, expected, cancellationToken) is not null;

    /// <summary>Has what is remembered of a device that is gone forgotten at a time.</summary>
    public async ValueTask ForgetLoginAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(Logins, id, cancellationToken) is { } record)
        {
            await records.PutAsync(record with { ExpiresAt = at }, record.Revision, cancellationToken);
        }
    }

    /// <summary>Finds an enrolment code by its hash; null where there is none, or its time is over.</summary>
    public async ValueTask<Stored<DeviceCode>?> FindCodeAsync(string hash, CancellationToken cancellationToken)
        => await records.FindAsync(Codes, hash, cancellationToken) is { } record ? Read(record, Json.DeviceCode) : null;

    /// <summary>Keeps an enrolment code.</summary>
    public async ValueTask PutCodeAsync(string hash, DeviceCode code, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var record = new StoredRecord(Codes, hash) { ExpiresAt = expiresAt, Body = JsonSerializer.SerializeToUtf8Bytes(code, Json.DeviceCode) };
        await records.PutAsync(record, 0, cancellationToken);
    }

    /// <summary>Takes an enrolment code; null where somebody else has.</summary>
    public ValueTask<StoredRecord?> TakeCodeAsync(Stored<DeviceCode> code, CancellationToken cancellationToken)
        => records.RemoveAsync(Codes, code.Id, code.Revision, cancellationToken);

    /// <summary>Gives back a code that was taken for nothing.</summary>
    public async ValueTask GiveBackAsync(StoredRecord code, CancellationToken cancellationToken) => await records.PutAsync(code, 0, cancellationToken);

    private static Stored<T> Read<T>(StoredRecord record, JsonTypeInfo<T> type)
        => new(record.Id, record.Revision, JsonSerializer.Deserialize(record.Body.Span, type)!);
}
