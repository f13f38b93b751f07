namespace Switchboard.Configuration;

/// <summary>A set of parties that something is allowed to. Written as a list of names; the empty list is nobody.</summary>
[Flags]
public enum Audience
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>Holders of an API key, and server code.</summary>
    Service = 1,

    /// <summary>Connections with a user id.</summary>
    User = 2,

    /// <summary>Connections that hold a live subscription to the channel.</summary>
    Subscriber = 4,

    /// <summary>Connections without a user id.</summary>
    Anonymous = 8,

    /// <summary>Whoever the application's hook allows.</summary>
    Hook = 16,
}
