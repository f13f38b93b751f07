using Switchboard.Extensibility;
using Switchboard.Identity.Devices;
using Switchboard.Identity.Records;
using Switchboard.InMemory;
using Xunit;

namespace Switchboard.Identity.Tests.Records;

public sealed class RecordSetTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_AgainstOthers_IsRepeated_ButNotWithoutEnd()
    {
        var store = new ContestedStore { Contests = 5 };
        var codes = new RecordSet<DeviceCode>(store, "code", DeviceRecordContext.Default.DeviceCode);
        Assert.True(await codes.TryAddAsync("a", new DeviceCode(), "ann", null, Cancelled));

        Assert.Equal("b", (await codes.ChangeAsync("a", static code => (code with { Name = "b" }, null), Cancelled))?.Name);
        Assert.Equal(("ann", "b"), await codes.FindStoredAsync("a", Cancelled) is { } stored ? (stored.Owner, stored.Value.Name) : default);

        store.Contests = int.MaxValue;
        var refusal = await Assert.ThrowsAsync<SwitchboardException>(async () => await codes.ChangeAsync("a", static code => (code with { Name = "c" }, null), Cancelled));
        Assert.Equal(ErrorCodes.TooManyRequests, refusal.Error);
    }

    [Fact]
    public async Task Put_OfAnotherRevision_IsRefused()
    {
        var codes = new RecordSet<DeviceCode>(new InMemoryRecordStore(TimeProvider.System), "code", DeviceRecordContext.Default.DeviceCode);
        await codes.TryAddAsync("a", new DeviceCode(), "", null, Cancelled);
        var there = (await codes.FindStoredAsync("a", Cancelled))!;

        Assert.True(await codes.TryPutAsync(there with { Value = new DeviceCode { Name = "b" } }, Cancelled));
        Assert.False(await codes.TryPutAsync(there with { Value = new DeviceCode { Name = "c" } }, Cancelled));
        Assert.Null(await codes.RemoveAsync("a", there.Revision, Cancelled));
        Assert.Equal("b", (await codes.RemoveAsync("a", Cancelled))?.Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Logins_OfAPage_AreThoseOfItsDevices_ThoughOthersLieBetween(int pageSize)
    {
        var store = new DeviceStore(new InMemoryRecordStore(TimeProvider.System));
        foreach (var id in new[] { "a", "d", "f" })
        {
            await store.TryAddAsync(id, new DeviceRecord { Algorithm = "", PublicKey = [], CreatedAt = 1 }, Cancelled);
        }

        // Those of devices that are gone stay a while, and a device that never came has none.
        foreach (var id in new[] { "a", "b", "c", "f", "g" })
        {
            await store.TryPutLoginAsync(new Stored<DeviceLogin>(id, 0, new DeviceLogin { Address = id }), Cancelled);
        }

        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var (devices, next) = await store.ListAsync(cursor, pageSize, Cancelled);
            var logins = await store.ListLoginsAsync(cursor, devices, Cancelled);
            listed.AddRange(devices.Select(device => $"{device.Id} {logins.GetValueOrDefault(device.Id)?.Address}"));
            cursor = next;
        }
        while (cursor is not null);

        Assert.Equal(["a a", "d ", "f f"], listed, StringComparer.Ordinal);
    }

    /// <summary>Somebody else puts every record anew just before it is put here, so many times.</summary>
    private sealed class ContestedStore : IRecordStore
    {
        private readonly InMemoryRecordStore _store = new(TimeProvider.System);

        public int Contests { get; set; }

        public ValueTask<StoredRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken) => _store.FindAsync(kind, id, cancellationToken);

        public async ValueTask<long?> PutAsync(StoredRecord record, long? expected, CancellationToken cancellationToken)
        {
            if (expected > 0 && Contests-- > 0)
            {
                await _store.PutAsync((await _store.FindAsync(record.Kind, record.Id, cancellationToken))!, expected, cancellationToken);
            }

            return await _store.PutAsync(record, expected, cancellationToken);
        }

        public ValueTask<StoredRecord?> RemoveAsync(string kind, string id, long? expected, CancellationToken cancellationToken) => _store.RemoveAsync(kind, id, expected, cancellationToken);

        public ValueTask<RecordPage> ListAsync(RecordQuery query, CancellationToken cancellationToken) => _store.ListAsync(query, cancellationToken);
    }
}
