using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Extensibility;

namespace Switchboard.Maps;

/// <summary>Removes entries past their age, so that those who follow their channels are told. For readers they are gone already.</summary>
internal sealed class MapExpiry(IMapStore maps, PublishPipeline pipeline, SettingsHolder settings)
{
    private const int AtOnce = 256;

    /// <summary>How often it is to be called.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Removes what is past its age now.</summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ExpiredEntry> expired;
        do
        {
            expired = await ListAsync(cancellationToken);
            foreach (var entry in expired)
            {
                await RemoveAsync(entry, cancellationToken);
            }
        }
        while (expired.Count == AtOnce);
    }

    private async ValueTask<IReadOnlyList<ExpiredEntry>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await maps.ListExpiredEntriesAsync(AtOnce, cancellationToken);
        }
        catch (SwitchboardException)
        {
            // A store that is away: what is due is removed when it is back.
            return [];
        }
    }

    private async ValueTask RemoveAsync(ExpiredEntry entry, CancellationToken cancellationToken)
    {
        if (!settings.Current.Namespaces.TryResolve(entry.Channel, out var space) || space.Map is null)
        {
            // The namespace is another one by now, and nobody can read what is left here.
            await maps.ClearAsync(entry.Channel, cancellationToken);
            return;
        }

        // Whoever sets it meanwhile keeps it, and of several nodes that try, one does it.
        var removal = new EntryChange(entry.Key) { IsRemoval = true, IsExpiry = true };
        await pipeline.PublishAsync(new PublicationRequest(entry.Channel, space, default) { Tags = entry.Tags, Entry = removal }, cancellationToken);
    }
}
