using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Names;

/// <summary>Finds the rules of channels that calls name.</summary>
internal sealed class ChannelFinder(SettingsHolder settings)
{
    /// <summary>The namespace of a channel, or what is wrong with the name.</summary>
    public Result<NamespaceSettings> Find(string? channel)
    {
        if (string.IsNullOrEmpty(channel))
        {
            return ErrorCodes.BadRequest;
        }

        return settings.Current.Namespaces.TryResolve(channel, out var space) && ChannelNames.IsValid(channel, space)
            ? space
            : ErrorCodes.UnknownChannel;
    }
}
