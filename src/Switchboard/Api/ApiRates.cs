using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Security;
using Switchboard.Timing;

namespace Switchboard.Api;

/// <summary>The rates of the HTTP API: of requests by address, of calls by key and by operation.</summary>
internal sealed class ApiRates(SettingsHolder settings, Clock clock, FailedLogins failures, HubMetrics metrics)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly RateTable<AddressKey> _addresses = new(_second, clock);
    private readonly RateTable<string> _keys = new(_second, clock);
    private readonly RateTable<string> _operations = new(_second, clock);

    /// <summary>Decides about a request before its key is looked at.</summary>
    /// <returns>The seconds to wait; 0 to go on.</returns>
    public int Enter(HttpContext context)
    {
        var address = AddressKey.Of(context.Connection.RemoteIpAddress);
        if (failures.RetryAfter(address) is > 0 and var patience)
        {
            return Refused("failed_logins", patience);
        }

        var limit = settings.Current.Limits.ApiRequestsPerSecondPerAddress;
        return limit > 0 && _addresses.Take(address, limit) is > 0 and var wait ? Refused("address", wait) : 0;
    }

    /// <summary>Notes that a request bore a wrong key.</summary>
    public void NoteWrongKey(HttpContext context) => failures.Note(AddressKey.Of(context.Connection.RemoteIpAddress));

    /// <summary>Decides about a call.</summary>
    /// <returns>The seconds to wait; 0 to go on.</returns>
    public int Call(ApiKeySettings key, string operation)
    {
        var limits = settings.Current.Limits;
        if (limits.ApiCallsPerSecondPerKey > 0 && _keys.Take(key.Name, limits.ApiCallsPerSecondPerKey) is > 0 and var wait)
        {
            return Refused("key", wait);
        }

        return limits.ApiCallsPerSecondPerOperation > 0 && _operations.Take(operation, limits.ApiCallsPerSecondPerOperation) is > 0 and var patience
            ? Refused("operation", patience)
            : 0;
    }

    private int Refused(string reason, int seconds)
    {
        metrics.ApiRefused(reason);
        return seconds;
    }
}
