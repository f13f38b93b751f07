using System.Text;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Names;

/// <summary>Reads channel names.</summary>
internal static class ChannelNames
{
    /// <summary>What stands before a list of user ids.</summary>
    public const char UserMark = '#';

    private const string DevicePrefix = "device:";
    private const char NamespaceMark = ':';
    private const char UserSeparator = ',';

    /// <summary>Whether a name is well formed in its namespace.</summary>
    public static bool IsValid(string channel, NamespaceSettings space)
    {
        // Whoever may connect has an inbox, whatever names the namespace allows else.
        var rest = Rest(IsPrivate(channel, space) ? channel.AsSpan(space.PrivatePrefix.Length) : channel);
        if (rest is [UserMark, .. var user] && UserIds.IsValid(user))
        {
            return true;
        }

        if (channel.Length == 0 || channel.Length > space.MaxNameBytes || Encoding.UTF8.GetByteCount(channel) > space.MaxNameBytes)
        {
            return false;
        }

        return space.NamePattern is null ? !rest.ContainsAnyExceptInRange(' ', '~') : rest.Length > 0 && !rest.Contains('\0') && space.NamePattern.IsMatch(rest);
    }

    /// <summary>Whether a name is of the server's own making, for channels that nobody can name or list: no namespace begins with a slash.</summary>
    public static bool IsHidden(string channel) => channel is ['/', ..] && channel.Contains('\u0001', StringComparison.Ordinal);

    /// <summary>The part behind the namespace. What begins with <see cref="UserMark"/> has none before it.</summary>
    public static ReadOnlySpan<char> Rest(ReadOnlySpan<char> channel) => channel is [UserMark, ..] ? channel : channel[(channel.IndexOf(NamespaceMark) + 1)..];

    /// <summary>Whether a name is that of a private channel, which only a subscription token lets in to.</summary>
    public static bool IsPrivate(string channel, NamespaceSettings space)
        => space.PrivatePrefix.Length > 0 && channel.StartsWith(space.PrivatePrefix, StringComparison.Ordinal);

    /// <summary>Whether a name belongs to certain users: a personal channel always does, others where the namespace says so.</summary>
    public static bool IsUserLimited(string channel, NamespaceSettings space)
    {
        var mark = Rest(channel).IndexOf(UserMark);
        return mark == 0 || (mark > 0 && space.UserLimited);
    }

    /// <summary>Whether a user is among those that a user-limited name lists.</summary>
    public static bool Lists(string channel, string userId)
    {
        if (userId.Length == 0)
        {
            return false;
        }

        // A personal channel is one user's, and no list.
        var rest = Rest(channel);
        if (rest is [UserMark, ..])
        {
            return rest[1..].SequenceEqual(userId);
        }

        var users = rest[(rest.LastIndexOf(UserMark) + 1)..];
        foreach (var range in users.Split(UserSeparator))
        {
            if (users[range].SequenceEqual(userId))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a channel is a device's own.</summary>
    public static bool IsOfDevice(ReadOnlySpan<char> channel, Principal principal)
        => principal.Kind == PrincipalKind.Device && channel.StartsWith(DevicePrefix, StringComparison.Ordinal) && channel[DevicePrefix.Length..].SequenceEqual(principal.UserId);

    /// <summary>A device's own channel.</summary>
    public static string Device(string id) => DevicePrefix + id;

    /// <summary>A user's inbox.</summary>
    public static string Inbox(InboxSettings inbox, string userId)
        => inbox.Namespace.Length == 0 ? $"{UserMark}{userId}" : $"{inbox.Namespace}{NamespaceMark}{UserMark}{userId}";
}

/// <summary>Finds the rules of channels that calls name.</summary>
internal sealed class ChannelFinder(SettingsHolder settings)
{
    /// <summary>The namespace of a channel, or what is wrong with the name.</summary>
    public Result<NamespaceSettings> Find(string? channel)
    {
        if (string.IsNullOrEmpty(channel))
        {
            return InvalidField.Missing("channel");
        }

        return settings.Current.Namespaces.TryResolve(channel, out var space) && ChannelNames.IsValid(channel, space)
            ? space
            : ErrorCodes.UnknownChannel;
    }
}
