using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace Switchboard.Configuration.Sources;

/// <summary>Options as the command line gives them: <c>limits.messageBytes=1000</c>.</summary>
internal static class CommandLineSettings
{
    /// <summary>Splits a setting into its configuration key and its value.</summary>
    /// <param name="text">The setting. Names stand between dots, or between colons where a name has dots itself; indexes in brackets.</param>
    /// <param name="setting">The key with the section's name, and the value.</param>
    /// <returns>False if there is no key or no equals sign.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyValuePair<string, string?>? setting)
    {
        setting = null;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            return false;
        }

        var path = text[..equals].Trim();
        var separator = path.Contains(':', StringComparison.Ordinal) ? ':' : '.';
        var names = path.Replace('[', separator).Replace("]", "", StringComparison.Ordinal).Split(separator);
        if (names.Any(string.IsNullOrWhiteSpace))
        {
            return false;
        }

        var key = ConfigurationPath.Combine([SwitchboardOptions.SectionName, .. names]);
        setting = new KeyValuePair<string, string?>(key, text[(equals + 1)..]);
        return true;
    }
}
