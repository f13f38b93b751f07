using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Tickets;

/// <summary><c>ticket</c>.</summary>
internal sealed class TicketOperation(TicketIssuer issuer)
    : Operation<TicketRequest, TicketResult>("ticket", OperationJsonContext.Default.TicketRequest, OperationJsonContext.Default.TicketResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<TicketResult>> ExecuteAsync(OperationCaller caller, TicketRequest request, CancellationToken cancellationToken)
    {
        if (request.Claims?.Any(static claim => claim.Value is null) == true)
        {
            return InvalidField.Of("claims", "must be texts by name");
        }

        var options = new TicketOptions
        {
            Lifetime = request.TtlMs is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, int.MaxValue)) : null,
            Info = request.Info.IsSet ? JsonBytes.OnOneLine(request.Info.Utf8) : default,
            Meta = request.Meta.IsSet ? JsonBytes.OnOneLine(request.Meta.Utf8) : default,
            Channels = request.Channels ?? [],
            Claims = request.Claims ?? [],
            Address = request.Address ?? "",
            Origin = request.Origin ?? "",
        };
        var outcome = await issuer.IssueAsync(caller.Principal, request.User, options, cancellationToken);
        return outcome.IsSuccess
            ? new TicketResult { Ticket = outcome.Value!.Value, Id = outcome.Value.Id, ExpiresAt = outcome.Value.ExpiresAt.ToUnixTimeMilliseconds() }
            : outcome.As<TicketResult>();
    }
}

/// <summary>Makes a ticket.</summary>
internal sealed record TicketRequest
{
    [Description("The user that the client is let in as.")]
    [Required]
    public string? User { get; init; }

    [Description("JSON shown to others as the connection's info.")]
    public RawJson Info { get; init; }

    [Description("JSON for the server and its hooks alone.")]
    public RawJson Meta { get; init; }

    [Description("Channels that the client is subscribed to by the server.")]
    public List<string>? Channels { get; init; }

    [Description("Claims for hooks: texts by name.")]
    public Dictionary<string, string>? Claims { get; init; }

    [Description("For how many milliseconds the ticket can be used, 1000 to 3600000. Absent, what tickets.ttlSeconds says.")]
    public long? TtlMs { get; init; }

    [Description("The remote address or network that it must be used from. From another, the connection is closed with 4501.")]
    public string? Address { get; init; }

    [Description("The origin of the page that must use it. For another, the connection is closed with 4502.")]
    public string? Origin { get; init; }
}

/// <summary>A ticket.</summary>
internal sealed record TicketResult
{
    [Description("The ticket: a secret, good for one connection.")]
    public required string Ticket { get; init; }

    [Description("Its id, by which it can be revoked.")]
    public required string Id { get; init; }

    [Description("Until when it can be used, in Unix milliseconds.")]
    public required long ExpiresAt { get; init; }
}
