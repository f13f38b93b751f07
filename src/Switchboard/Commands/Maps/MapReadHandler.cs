using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Maps;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Subscriptions;

namespace Switchboard.Commands.Maps;

/// <summary>Somebody reads, counts or clears the entries of a map channel. Connections need what they need for history.</summary>
internal sealed class MapReadHandler(ChannelAuthorizer authorizer, MapReader maps, ChannelRegistry channels, SubscriptionManager subscriptions, SettingsHolder settings)
{
    private static readonly ErrorCode _externalState = ErrorCodes.NotAvailable with
    {
        Message = $"{ErrorCodes.NotAvailable.Message}: the application has the entries of this channel (mapExternalState)",
    };

    /// <summary>Reads a page of entries.</summary>
    /// <param name="principal">Who reads.</param>
    /// <param name="connection">The connection that reads; null for none.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="read">Which part. A limit of 0 is the namespace's own.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public async ValueTask<Result<MapPage>> ReadEntriesAsync(Principal principal, Connection? connection, string channel, MapRead read, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, connection, channel, needsEntries: true);
        if (!admission.IsSuccess)
        {
            return admission.As<MapPage>();
        }

        var bounded = read with { Limit = LimitOf(read.Limit, admission.Value!), MaxBytes = settings.Current.ReplyBytesFor(principal) };
        var page = await maps.ReadEntriesAsync(channel, admission.Value!, bounded, cancellationToken);
        await LargeReply.LeaveLoopAsync(page.Value?.Entries ?? []);
        return page;
    }

    /// <summary>Reads a page of entries behind a cursor.</summary>
    /// <inheritdoc cref="ReadEntriesAsync"/>
    public async ValueTask<Result<MapStatePage>> ReadPageAsync(
        Principal principal, Connection? connection, string channel, MapRead read, string cursor, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, connection, channel, needsEntries: true);
        if (!admission.IsSuccess)
        {
            return admission.As<MapStatePage>();
        }

        var bounded = read with { Limit = LimitOf(read.Limit, admission.Value!), MaxBytes = settings.Current.ReplyBytesFor(principal) };
        var page = await maps.ReadPageAsync(channel, admission.Value!, bounded, cursor, cancellationToken);
        await LargeReply.LeaveLoopAsync(page.Value?.Entries ?? []);
        return page;
    }

    /// <summary>Reads a page of changes.</summary>
    /// <param name="principal">Who reads.</param>
    /// <param name="connection">The connection that reads; null for none.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="read">Which part. A limit of 0 is the namespace's own.</param>
    /// <param name="epoch">The epoch that the reader knows; empty where it does not say.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public async ValueTask<Result<StreamSlice>> ReadChangesAsync(
        Principal principal, Connection? connection, string channel, StreamRead read, string epoch, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, connection, channel, needsEntries: false);
        if (!admission.IsSuccess)
        {
            return admission.As<StreamSlice>();
        }

        var bounded = read with { Limit = LimitOf(read.Limit, admission.Value!), MaxBytes = settings.Current.ReplyBytesFor(principal) };
        var slice = await maps.ReadStreamAsync(channel, admission.Value!, bounded, epoch, cancellationToken);
        await LargeReply.LeaveLoopAsync(slice.Value?.Publications ?? []);
        return slice;
    }

    /// <summary>Counts entries.</summary>
    public async ValueTask<Result<long>> CountAsync(Principal principal, Connection? connection, string channel, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, connection, channel, needsEntries: true);
        return admission.IsSuccess ? await maps.CountAsync(channel, cancellationToken) : admission.As<long>();
    }

    /// <summary>Forgets entries and changes. Those who follow the channel are told that they have fallen behind, and begin anew.</summary>
    public async ValueTask<Result<Unit>> ClearAsync(string channel, CancellationToken cancellationToken)
    {
        var admission = Authorize(Principal.Service, connection: null, channel, needsEntries: false);
        if (!admission.IsSuccess || admission.Value!.Map!.IsPresence)
        {
            return admission.IsSuccess ? MapPublisher.OfTheHub : admission.As<Unit>();
        }

        var cleared = await maps.ClearAsync(channel, cancellationToken);
        if (cleared.IsSuccess && channels.TryGet(channel, out var followed))
        {
            // Those on other nodes are found by the check of positions.
            await subscriptions.EndLaggingAsync(followed.MarkLagging(), CancellationToken.None);
        }

        return cleared;
    }

    private Result<NamespaceSettings> Authorize(Principal principal, Connection? connection, string channel, bool needsEntries)
    {
        if (channel.Length == 0)
        {
            return InvalidField.Missing("channel");
        }

        var admission = authorizer.Authorize(principal, Operations.History, channel, connection?.Find(channel) is not null);
        if (!admission.IsSuccess)
        {
            return admission;
        }

        return admission.Value!.Map switch
        {
            null => ChannelKind.IsStream,
            { ExternalState: true } when needsEntries => _externalState,
            _ => admission,
        };
    }

    private static int LimitOf(int asked, NamespaceSettings space) => asked <= 0 ? space.Map!.PageSize : Math.Min(asked, space.Map!.MaxPageSize);
}
