using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Timing;

namespace Switchboard.Security;

/// <summary>Counts wrong credentials by the address that they come from, so that nobody can go on guessing.</summary>
/// <remarks>By address alone: whoever guesses at somebody's name locks nobody out but themselves.</remarks>
internal sealed class FailedLogins(SettingsHolder settings, Clock clock)
{
    private readonly RateTable<AddressKey> _failures = new(TimeSpan.FromMinutes(1), clock);

    /// <summary>Notes that an address has brought a wrong credential.</summary>
    public void Note(AddressKey address)
    {
        if (Limit > 0)
        {
            _failures.Take(address, Limit);
        }
    }

    /// <summary>How many seconds an address has to wait before it may try again; 0 where it may now.</summary>
    public int RetryAfter(AddressKey address) => Limit > 0 ? _failures.Look(address, Limit) : 0;

    private int Limit => settings.Current.Limits.FailedLoginsPerMinute;
}
