namespace Switchboard.Configuration;

/// <summary>A set of events that hooks may be told of. Written as a list of names.</summary>
[Flags]
public enum HookEventKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Clients were let in.</summary>
    Connected = 1,

    /// <summary>Connections ended.</summary>
    Disconnected = 2,

    /// <summary>Subscriptions began.</summary>
    Subscribed = 4,

    /// <summary>Subscriptions ended.</summary>
    Unsubscribed = 8,

    /// <summary>Publications were taken.</summary>
    Published = 16,

    /// <summary>Messages were sent to users.</summary>
    MessageSent = 32,

    /// <summary>Clients sent messages to the application.</summary>
    MessageReceived = 64,

    /// <summary>The state of messages that services sent has changed.</summary>
    MessageReceipt = 128,
}
