namespace Switchboard;

/// <summary>A permission given to one principal, by whoever authenticated it.</summary>
/// <param name="Channel">The channel, compared ordinally; or a pattern of channels.</param>
/// <param name="Operations">What may be done there.</param>
public sealed record Grant(string Channel, Operations Operations)
{
    /// <summary>Whether the channel is a pattern: a star in it stands for any text, of no characters, too.</summary>
    public bool IsPattern { get; init; }

    /// <summary>Whether it allows one operation in a channel.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="channel">The channel, or the method.</param>
    public bool Covers(Operations operation, string channel)
        => (Operations.HasFlag(operation) || (operation == Operations.Remove && Operations.HasFlag(Operations.Publish))) && (IsPattern ? Matches(Channel, channel) : Channel == channel);

    /// <summary>Whether a channel is among those of a pattern. Compared ordinally; a star stands for any text, and nothing else means anything.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="channel">The channel.</param>
    public static bool Matches(string pattern, string channel)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var (at, star, mark) = (0, -1, 0);
        var next = 0;
        ArgumentNullException.ThrowIfNull(channel);
        while (next < channel.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, mark) = (at++, next);
            }
            else if (at < pattern.Length && pattern[at] == channel[next])
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more.
                at = star + 1;
                next = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).Trim('*').IsEmpty;
    }
}

/// <summary>The operations that permissions are about. A set; <see cref="None"/> is the empty one.</summary>
[Flags]
public enum Operations
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Receive a channel's publications.</summary>
    Subscribe = 1,

    /// <summary>Publish into a channel.</summary>
    Publish = 2,

    /// <summary>Read a channel's past.</summary>
    History = 4,

    /// <summary>See who is in a channel.</summary>
    Presence = 8,

    /// <summary>Call a method; its name is looked up like a channel's.</summary>
    Call = 16,

    /// <summary>Serve a method: be given the calls of it. Its name is looked up like a channel's.</summary>
    Serve = 32,

    /// <summary>Send a message into a user's inbox.</summary>
    Send = 64,

    /// <summary>Remove entries of a map channel. Who was given <see cref="Publish"/> may do it, too.</summary>
    Remove = 128,

    /// <summary>Take lines of a board, and free one's own.</summary>
    Take = 256,

    /// <summary>Take lines of a board that somebody else holds; <see cref="Take"/> is needed, too.</summary>
    TakeOver = 512,

    /// <summary>Free lines of a board that somebody else holds.</summary>
    Free = 1024,

    /// <summary>Write notes on the lines of a board.</summary>
    Note = 2048,

    /// <summary>Read the changes of a board, which are its audit.</summary>
    BoardHistory = 4096,

    /// <summary>Create, change and delete a board.</summary>
    BoardManage = 8192,

    /// <summary>Change publications of a mutable namespace that others wrote. Who wrote one may change it as long as they may publish.</summary>
    Edit = 16384,
}
