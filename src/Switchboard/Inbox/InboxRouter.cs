using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.InMemory;

namespace Switchboard.Inbox;

/// <summary>Picks the store of the inboxes: what their namespace says.</summary>
/// <param name="memory">Keeps them where they are not durable.</param>
/// <param name="durable">Keeps them where they are; null where there is no such store, and so no such namespace.</param>
/// <param name="settings">Says which it is.</param>
internal sealed class InboxRouter(InMemoryInboxStore memory, IDurableInboxStore? durable, SettingsHolder settings)
{
    /// <summary>Whether inboxes survive a restart.</summary>
    public bool IsDurable
        => durable is not null
            && settings.Current.Namespaces.TryResolve(ChannelNames.Inbox(settings.Current.Inbox, "user"), out var space)
            && space.Storage == StorageKind.Durable;

    /// <summary>The store that holds now.</summary>
    public IInboxStore Store => IsDurable ? durable! : memory;
}
