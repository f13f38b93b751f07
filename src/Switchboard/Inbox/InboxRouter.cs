using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Json;
using Switchboard.Names;

namespace Switchboard.Inbox;

/// <summary>Picks the store of the inboxes: the durable one where their own option or their namespace says so.</summary>
/// <param name="memory">Keeps them where they are not durable.</param>
/// <param name="settings">Says which it is.</param>
/// <param name="skipped">Hears of messages that are left out.</param>
/// <param name="durable">Keeps them where they are; null where there is no such store, and so no such option.</param>
internal sealed class InboxRouter(InMemoryInboxStore memory, SettingsHolder settings, SkippedPublications skipped, IDurableInboxStore? durable = null)
{
    /// <summary>Whether inboxes survive a restart.</summary>
    public bool IsDurable => durable is not null && IsWanted(settings.Current);

    /// <summary>The store that holds now.</summary>
    public IInboxStore Store => IsDurable ? durable! : memory;

    /// <summary>Reads a page, without what is nested deeper than is accepted now.</summary>
    public async ValueTask<InboxPage> ReadAsync(string user, InboxRead read, CancellationToken cancellationToken)
    {
        var page = await Store.ReadAsync(user, read, cancellationToken);
        var limit = settings.Current.Limits.PayloadDepth;
        if (!page.Messages.Any(message => JsonDepth.Exceeds(message.Publication, limit)))
        {
            return page;
        }

        InboxMessage[] kept = [.. page.Messages.Where(message => !JsonDepth.Exceeds(message.Publication, limit))];
        skipped.TooDeep(ChannelNames.Inbox(settings.Current.Inbox, user), page.Messages.Count - kept.Length);
        return page with { Messages = kept };
    }

    private static bool IsWanted(SwitchboardSettings current)
        => current.Inbox.Storage == StorageKind.Durable
            || (current.Namespaces.TryResolve(ChannelNames.Inbox(current.Inbox, "user"), out var space) && space.Storage == StorageKind.Durable);
}
