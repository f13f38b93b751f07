using Switchboard.Configuration;

namespace Switchboard.Identity.Devices;

/// <summary>Lets each nonce be used once, on whichever node, and remembers when a device was last seen.</summary>
/// <remarks>
/// What was used is kept with the device and never by time alone: the newest nonces by name, and all older ones by when they were made. So it
/// stays small, and a clock that is set back makes none good again.
/// </remarks>
internal sealed class DeviceLogins(DeviceStore store, SettingsHolder settings, TimeProvider time)
{
    private const int MaxUsed = 64;
    private const int Attempts = 16;

    // Those who come at once on this node take turns, and meet other nodes alone in the store.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 32).Select(static _ => new SemaphoreSlim(1))];

    /// <summary>Uses a nonce. False where it was used before.</summary>
    /// <exception cref="SwitchboardException">The store is away, or too many come at once.</exception>
    public async ValueTask<bool> TryUseAsync(string device, DeviceNonce nonce, string address, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)StringComparer.Ordinal.GetHashCode(device) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var login = await store.FindLoginAsync(device, cancellationToken);
                if (nonce.IssuedAt <= login.Value.UsedUntil || login.Value.Used.Contains(nonce.Id, StringComparer.Ordinal))
                {
                    return false;
                }

                if (await store.TryPutLoginAsync(login with { Value = Use(login.Value, nonce) with { SeenAt = Now, Address = address } }, cancellationToken))
                {
                    return true;
                }
            }

            throw new SwitchboardException(ErrorCodes.TooManyRequests);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Notes that a device is there, unless that was noted of late. Another who notes it at the same time does as well.</summary>
    public async ValueTask SeenAsync(string device, CancellationToken cancellationToken)
    {
        var login = await store.FindLoginAsync(device, cancellationToken);
        var interval = settings.Current.Devices.SeenIntervalSeconds * 1000L;
        if (login.Revision > 0 && Math.Abs(Now - login.Value.SeenAt) >= interval / 2)
        {
            await store.TryPutLoginAsync(login with { Value = login.Value with { SeenAt = Now } }, cancellationToken);
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static DeviceLogin Use(DeviceLogin login, DeviceNonce nonce)
    {
        List<string> used = [.. login.Used, nonce.Id];
        if (used.Count <= MaxUsed)
        {
            return login with { Used = used };
        }

        var oldest = used.MinBy(DeviceNonce.IssuedAtOf)!;
        used.Remove(oldest);
        return login with { Used = used, UsedUntil = Math.Max(login.UsedUntil, DeviceNonce.IssuedAtOf(oldest)) };
    }
}
