using System.Security.Cryptography;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Devices;

/// <summary>The key of nonces, which all nodes of a store share. Whoever needs it first makes it.</summary>
internal sealed class DeviceSecret(IRecordStore records)
{
    private const string Kind = "secret";
    private const string Id = "device-nonce";
    private const int Bytes = 32;

    private byte[]? _key;

    /// <summary>Gets it.</summary>
    /// <exception cref="SwitchboardException">The store is away.</exception>
    public async ValueTask<byte[]> GetAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known)
        {
            return known;
        }

        var made = RandomNumberGenerator.GetBytes(Bytes);
        var isMine = await records.FindAsync(Kind, Id, cancellationToken) is null
            && await records.PutAsync(new StoredRecord(Kind, Id) { Body = made }, 0, cancellationToken) is not null;
        var key = isMine ? made : (await records.FindAsync(Kind, Id, cancellationToken))?.Body.ToArray() ?? throw new SwitchboardException(ErrorCodes.NotAvailable);
        _key = key;
        return key;
    }
}
