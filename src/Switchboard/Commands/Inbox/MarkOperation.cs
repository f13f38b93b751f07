using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Inbox;

/// <summary><c>mark</c>.</summary>
internal sealed class MarkOperation(InboxHandler handler)
    : Operation<MarkRequest, MarkResult>("mark", OperationJsonContext.Default.MarkRequest, OperationJsonContext.Default.MarkResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<MarkResult>> ExecuteAsync(OperationCaller caller, MarkRequest request, CancellationToken cancellationToken)
    {
        var outcome = await handler.MarkAsync(
            caller.Principal, RequestReader.TextOf(request.User), request.Ids, MessageNames.MarkOf(request.As), cancellationToken);
        return outcome.IsSuccess ? new MarkResult { Unread = outcome.Value!.Unread } : outcome.As<MarkResult>();
    }
}

/// <summary>Marks messages of a user.</summary>
internal sealed record MarkRequest
{
    [Description("The user.")]
    [Required]
    public string? User { get; init; }

    [Description("The ids of the messages. Those that are not in the inbox are ignored.")]
    [Required]
    public List<string?>? Ids { get; init; }

    [Description("What was done with them: delivered, read, archived or deleted.")]
    [Required]
    public string? As { get; init; }
}

/// <summary>What a mark came to.</summary>
internal sealed record MarkResult
{
    [Description("How many messages of the inbox are unread now.")]
    public required long Unread { get; init; }
}
