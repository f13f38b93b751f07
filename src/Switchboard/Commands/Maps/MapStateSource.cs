using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Hooks;
using Switchboard.Maps;
using Switchboard.Results;
using Switchboard.Subscriptions;

namespace Switchboard.Commands.Maps;

/// <summary>Where a client's entries come from: the store, or the application.</summary>
internal sealed class MapStateSource(MapReader maps, HookDecisions hooks, SubscriptionManager subscriptions, SettingsHolder settings)
{
    private static readonly ErrorCode _noState = ErrorCodes.NotAvailable with
    {
        Message = $"{ErrorCodes.NotAvailable.Message}: the application has the entries of this channel (mapExternalState) and no hook gives them; get them from the application, with their position, and subscribe from there",
    };

    /// <summary>Reads a page of entries, as the client is to have them.</summary>
    public async ValueTask<Result<MapStatePage>> ReadAsync(Connection connection, SubscriptionRequest permitted, MapStateRequest request, CancellationToken cancellationToken)
    {
        var page = permitted.Namespace.Map!.ExternalState
            ? await AskAsync(connection, permitted, request, cancellationToken)
            : await ReadStoreAsync(permitted, request, cancellationToken);
        if (!page.IsSuccess)
        {
            return page;
        }

        var entries = page.Value!.Entries;
        if (permitted.Filter is { } filter)
        {
            entries = [.. entries.Where(entry => filter.Matches(entry.Tags))];
        }

        var carried = subscriptions.Select(connection, permitted with { Filter = null }, entries);
        return carried.IsSuccess ? page.Value with { Entries = carried.Value! } : carried.As<MapStatePage>();
    }

    private ValueTask<Result<MapStatePage>> ReadStoreAsync(SubscriptionRequest permitted, MapStateRequest request, CancellationToken cancellationToken)
    {
        var read = new MapRead { Limit = request.Limit, MaxBytes = request.MaxBytes, IsDescending = !request.Ascending, UpTo = request.Start?.Offset };
        return maps.ReadPageAsync(permitted.Channel, permitted.Namespace, read, request.Cursor, cancellationToken);
    }

    private async ValueTask<Result<MapStatePage>> AskAsync(Connection connection, SubscriptionRequest permitted, MapStateRequest request, CancellationToken cancellationToken)
    {
        if (!hooks.Has(HookKinds.MapReading))
        {
            return _noState;
        }

        var context = new MapReadingContext
        {
            Connection = ConnectionDescription.Of(connection),
            Header = ConnectionDescription.HeadersOf(connection),
            Channel = permitted.Channel,
            Cursor = request.Cursor,
            Limit = request.Limit,
            Ascending = request.Ascending,
        };
        var decision = await hooks.MapReadingAsync(context);
        if (!decision.IsSuccess)
        {
            return decision.As<MapStatePage>();
        }

        if (context.Position is not { } position)
        {
            return _noState;
        }

        var entries = GivenEntries.Check(context.Entries, permitted.Namespace, request, settings.Current, out var fault);
        if (GivenEntries.FindFault(position, context.NextCursor) is { } other)
        {
            fault = other;
        }

        return fault is null
            ? await PageOfAsync(permitted, entries, request.Start ?? position, context.NextCursor, cancellationToken)
            : hooks.Reject("map_read", connection.Id, fault);
    }

    // An application that was never told of a position has read its entries before the first change, whatever epoch that will be in.
    private async ValueTask<Result<MapStatePage>> PageOfAsync(
        SubscriptionRequest permitted, IReadOnlyList<Publication> entries, Position position, string cursor, CancellationToken cancellationToken)
    {
        if (position.Epoch.Length > 0)
        {
            return new MapStatePage(entries, position, cursor);
        }

        var top = await maps.ReadStreamAsync(permitted.Channel, permitted.Namespace, new StreamRead { Limit = 0 }, "", cancellationToken);
        return top.IsSuccess ? new MapStatePage(entries, new Position(0, top.Value!.Top.Epoch), cursor) : top.As<MapStatePage>();
    }
}

/// <summary>Which entries a client is to be sent.</summary>
/// <param name="Limit">How many at most.</param>
/// <param name="MaxBytes">About how many bytes at most.</param>
internal sealed record MapStateRequest(int Limit, int MaxBytes)
{
    /// <summary>Where the page before ended; empty for the first.</summary>
    public required string Cursor { get; init; }

    /// <summary>Whether the lowest score comes first.</summary>
    public bool Ascending { get; init; }

    /// <summary>The position of the first page; null for that.</summary>
    public Position? Start { get; init; }
}
