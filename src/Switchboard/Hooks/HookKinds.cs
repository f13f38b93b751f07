namespace Switchboard.Hooks;

/// <summary>What hooks have a word in.</summary>
[Flags]
internal enum HookKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Decide who is let in.</summary>
    Connecting = 1,

    /// <summary>Decide about subscriptions.</summary>
    Subscribing = 2,

    /// <summary>Decide about publications.</summary>
    Publishing = 4,

    /// <summary>Decide about calls.</summary>
    Calling = 8,

    /// <summary>Decide whether what expires goes on.</summary>
    Refreshing = 16,

    /// <summary>Learn of connections.</summary>
    Connections = 32,

    /// <summary>Learn of subscriptions.</summary>
    Subscriptions = 64,

    /// <summary>Learn of publications.</summary>
    Publications = 128,

    /// <summary>Learn of clients' messages.</summary>
    Messages = 256,

    /// <summary>Learn of receipts.</summary>
    Receipts = 512,

    /// <summary>Everything that there is to learn of connections, and what they cause.</summary>
    Observing = Connections | Subscriptions | Publications | Messages,
}
