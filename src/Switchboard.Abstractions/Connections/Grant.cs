namespace Switchboard;

/// <summary>A permission given to one principal, by whoever authenticated it.</summary>
/// <param name="Channel">The channel, compared ordinally.</param>
/// <param name="Operations">What may be done there.</param>
public sealed record Grant(string Channel, Operations Operations);

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
}
