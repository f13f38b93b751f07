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
    public ValueTask<Result<MapPage>> ReadEntriesAsync(Principal principal, Connection? connection, string channel, MapRead read, CancellationToken cancellationToken)
        => ReadAsync(
            Authorize(principal, connection, channel, needsEntries: true),
            space => maps.ReadEntriesAsync(channel, space, Bounded(read, space, principal), cancellationToken),
            static page => page.Entries);

    /// <summary>Reads a page of entries behind a cursor.</summary>
    /// <inheritdoc cref="ReadEntriesAsync"/>
    public ValueTask<Result<MapStatePage>> ReadPageAsync(
        Principal principal, Connection? connection, string channel, MapRead read, string cursor, CancellationToken cancellationToken)
        => ReadAsync(
            Authorize(principal, connection, channel, needsEntries: true),
            space => maps.ReadPageAsync(channel, space, Bounded(read, space, principal), cursor, cancellationToken),
            static page => page.Entries);

    /// <summary>Reads a page of changes.</summary>
    /// <param name="principal">Who reads.</param>
    /// <param name="connection">The connection that reads; null for none.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="read">Which part. A limit of 0 is the namespace's own.</param>
    /// <param name="epoch">The epoch that the reader knows; empty where it does not say.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public ValueTask<Result<StreamSlice>> ReadChangesAsync(
        Principal principal, Connection? connection, string channel, StreamRead read, string epoch, CancellationToken cancellationToken)
        => ReadAsync(
            Authorize(principal, connection, channel, needsEntries: false),
            space => maps.ReadStreamAsync(channel, space, read with { Limit = space.Map!.PageOf(read.Limit), MaxBytes = settings.Current.ReplyBytesFor(principal) }, epoch, cancellationToken),
            static slice => slice.Publications);

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
        if (!admission.IsSuccess)
        {
            return admission.As<Unit>();
        }

        if (admission.Value!.Map!.IsPresence || admission.Value.Board is not null)
        {
            return admission.Value.Board is null ? MapPublisher.OfTheHub : ChannelKind.IsBoard;
        }

        var cleared = await maps.ClearAsync(channel, cancellationToken);
        if (cleared.IsSuccess && channels.TryGet(channel, out var followed))
        {
            // Those on other nodes are found by the check of positions.
            await subscriptions.EndLaggingAsync(followed.MarkLagging(), CancellationToken.None);
        }

        return cleared;
    }

    private static async ValueTask<Result<TPage>> ReadAsync<TPage>(
        Result<NamespaceSettings> admission, Func<NamespaceSettings, ValueTask<Result<TPage>>> read, Func<TPage, IReadOnlyList<Publication>> publicationsOf)
        where TPage : class
    {
        if (!admission.IsSuccess)
        {
            return admission.As<TPage>();
        }

        var page = await read(admission.Value!);
        if (page.IsSuccess)
        {
            await LargeReply.LeaveLoopAsync(publicationsOf(page.Value!));
        }

        return page;
    }

    private MapRead Bounded(MapRead read, NamespaceSettings space, Principal principal)
        => read with { Limit = space.Map!.PageOf(read.Limit), MaxBytes = settings.Current.ReplyBytesFor(principal) };

    private Result<NamespaceSettings> Authorize(Principal principal, Connection? connection, string channel, bool needsEntries)
    {
        if (channel.Length == 0)
        {
            return InvalidField.Missing("channel");
        }

        // The changes of a board are its audit.
        var isAudit = !needsEntries && settings.Current.Namespaces.TryResolve(channel, out var known) && known.Board is not null;
        var operation = isAudit ? Operations.BoardHistory : Operations.History;
        var admission = authorizer.Authorize(principal, operation, channel, connection?.Find(channel) is not null);
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
}
