using System.ComponentModel;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Tickets;

/// <summary><c>tickets</c>.</summary>
internal sealed class TicketListOperation(TicketStores stores, AccessRegistry access, TimeProvider time)
    : Operation<TicketListRequest, TicketListResult>("tickets", OperationJsonContext.Default.TicketListRequest, OperationJsonContext.Default.TicketListResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<TicketListResult>> ExecuteAsync(OperationCaller caller, TicketListRequest request, CancellationToken cancellationToken)
    {
        var size = PageSize.Of(request.Limit);
        if (!size.IsSuccess)
        {
            return size.As<TicketListResult>();
        }

        var page = await stores.Store.ListAsync(string.IsNullOrEmpty(request.Cursor) ? null : request.Cursor, size.Value, cancellationToken);
        return new TicketListResult { Tickets = [.. page.Tickets.Where(IsGood).Select(TicketInfo.Of)], Cursor = page.Cursor };
    }

    private bool IsGood(TicketContent ticket)
        => !access.Current.IsRevoked(ticket.User, ticket.Id, DateTimeOffset.FromUnixTimeMilliseconds(ticket.CreatedAt), time.GetUtcNow());
}

/// <summary>Asks for tickets.</summary>
internal sealed record TicketListRequest
{
    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("How many at most, up to 1000. 0 or absent is 100.")]
    public long? Limit { get; init; }
}

/// <summary>A page of tickets.</summary>
internal sealed record TicketListResult
{
    [Description("The tickets that can still be used, without their secrets.")]
    public required IReadOnlyList<TicketInfo> Tickets { get; init; }

    [Description("Where the page ends; absent where none follows.")]
    public string? Cursor { get; init; }
}

/// <summary>A ticket that can still be used.</summary>
internal sealed record TicketInfo
{
    [Description("Its id, by which it can be revoked. Absent where its format has none.")]
    public string? Id { get; init; }

    [Description("The user that it lets in.")]
    public required string User { get; init; }

    [Description("When it was made, in Unix milliseconds.")]
    public required long CreatedAt { get; init; }

    [Description("Until when it can be used, in Unix milliseconds.")]
    public required long ExpiresAt { get; init; }

    [Description("Channels that the client is subscribed to by the server.")]
    public IReadOnlyList<string>? Channels { get; init; }

    [Description("The remote address or network that it must be used from.")]
    public string? Address { get; init; }

    [Description("The origin of the page that must use it.")]
    public string? Origin { get; init; }

    /// <summary>What is shown of a ticket.</summary>
    public static TicketInfo Of(TicketContent ticket) => new()
    {
        Id = RequestReader.TextOf(ticket.Id),
        User = ticket.User,
        CreatedAt = ticket.CreatedAt,
        ExpiresAt = ticket.ExpiresAt,
        Channels = ticket.Channels.Count > 0 ? ticket.Channels : null,
        Address = RequestReader.TextOf(ticket.Address),
        Origin = RequestReader.TextOf(ticket.Origin),
    };
}
