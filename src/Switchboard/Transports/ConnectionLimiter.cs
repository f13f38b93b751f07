using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Security;
using Switchboard.Timing;

namespace Switchboard.Transports;

/// <summary>Decides at the handshake whether there is room for one more connection.</summary>
internal sealed class ConnectionLimiter(OriginPolicy origins, FailedLogins failures, SettingsHolder settings, Clock clock, HubMetrics metrics, IAuditLog audit)
{
    private readonly ConcurrentDictionary<AddressKey, int> _perAddress = new();
    private readonly RateTable<AddressKey> _connects = new(TimeSpan.FromSeconds(1), clock);
    private readonly Lock _rateLock = new();
    private int _connections;
    private long _second;
    private int _inSecond;

    /// <summary>Whether the node lets nobody in any more, because it is going down.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Lets a request in, or answers it. Null where it was answered.</summary>
    public IDisposable? TryEnter(HttpContext context)
    {
        if (!origins.Allows(context.Request))
        {
            metrics.ConnectRefused("origin");
            RequestAudit.Refused(audit, context, "connect.refused", "origin");
            CrossOrigin.Refuse(context);
            return null;
        }

        var limits = settings.Current.Limits;
        if (IsDraining)
        {
            return Refuse(context, StatusCodes.Status503ServiceUnavailable, "draining", "The server is stopping. Connect to another one, or again in a moment.");
        }

        var address = AddressKey.Of(context.Connection.RemoteIpAddress);
        if (failures.RetryAfter(address) is > 0 and var patience)
        {
            return Refuse(context, StatusCodes.Status429TooManyRequests, "failed_logins", "Too many wrong tokens or keys come from this address (limits.failedLoginsPerMinute). Try again later.", patience);
        }

        if (limits.ConnectsPerSecondPerAddress > 0 && _connects.Take(address, limits.ConnectsPerSecondPerAddress) > 0)
        {
            return Refuse(context, StatusCodes.Status429TooManyRequests, "connects_per_second_per_address", "Too many connect at once from this address (limits.connectsPerSecondPerAddress). Try again in a moment.");
        }

        if (!TryTakeRate(limits.ConnectsPerSecond))
        {
            return Refuse(context, StatusCodes.Status503ServiceUnavailable, "connects_per_second", "Too many connect at once (limits.connectsPerSecond). Try again in a moment.");
        }

        if (Interlocked.Increment(ref _connections) > limits.ConnectionsPerNode && limits.ConnectionsPerNode > 0)
        {
            Interlocked.Decrement(ref _connections);
            return Refuse(context, StatusCodes.Status503ServiceUnavailable, "connections_per_node", "The server has all the connections that it may have (limits.connectionsPerNode). Try again later.");
        }

        if (limits.ConnectionsPerAddress > 0 && !TryTakeAddress(address, limits.ConnectionsPerAddress))
        {
            Interlocked.Decrement(ref _connections);
            return Refuse(context, StatusCodes.Status429TooManyRequests, "connections_per_address", "This address has all the connections that it may have (limits.connectionsPerAddress). Close one first.");
        }

        return new AdmissionLease(this, limits.ConnectionsPerAddress > 0 ? address : null);
    }

    /// <summary>The remote address, for limits and logs.</summary>
    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    internal void Leave(AddressKey? address)
    {
        Interlocked.Decrement(ref _connections);
        if (address is { } counted)
        {
            var left = _perAddress.AddOrUpdate(counted, 0, static (_, count) => count - 1);
            if (left <= 0)
            {
                _perAddress.TryRemove(KeyValuePair.Create(counted, left));
            }
        }
    }

    private bool TryTakeAddress(AddressKey address, int max)
    {
        if (_perAddress.AddOrUpdate(address, 1, static (_, count) => count + 1) <= max)
        {
            return true;
        }

        _perAddress.AddOrUpdate(address, 0, static (_, count) => count - 1);
        return false;
    }

    private bool TryTakeRate(int perSecond)
    {
        if (perSecond == 0)
        {
            return true;
        }

        lock (_rateLock)
        {
            var second = clock.Milliseconds / 1000;
            if (second != _second)
            {
                _second = second;
                _inSecond = 0;
            }

            return ++_inSecond <= perSecond;
        }
    }

    private IDisposable? Refuse(HttpContext context, int status, string reason, string message, int retryAfterSeconds = 1)
    {
        metrics.ConnectRefused(reason);
        Refusal.TooMany(context, retryAfterSeconds);
        Refusal.Write(context, status, ErrorCodes.TooManyRequests, message);
        return null;
    }
}

/// <summary>The place that an admitted connection takes until it is disposed of.</summary>
internal sealed class AdmissionLease(ConnectionLimiter limiter, AddressKey? address) : IDisposable
{
    public void Dispose() => limiter.Leave(address);
}
