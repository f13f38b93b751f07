using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Inbox;

/// <summary><c>state</c>.</summary>
internal sealed class StateOperation(InboxHandler handler)
    : Operation<StateRequest, StateResult>("state", OperationJsonContext.Default.StateRequest, OperationJsonContext.Default.StateResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<StateResult>> ExecuteAsync(OperationCaller caller, StateRequest request, CancellationToken cancellationToken)
    {
        var outcome = await handler.FindAsync(caller.Principal, request.Ids, cancellationToken);
        return outcome.IsSuccess ? new StateResult { Messages = [.. outcome.Value!.Select(Describe)] } : outcome.As<StateResult>();
    }

    private static StateEntry Describe(MessageReceipt receipt) => new()
    {
        Id = receipt.Id,
        User = receipt.User,
        State = MessageNames.Of(receipt.State),
        AcceptedAt = receipt.AcceptedAt.ToUnixTimeMilliseconds(),
        DeliveredAt = receipt.DeliveredAt?.ToUnixTimeMilliseconds(),
        ReadAt = receipt.ReadAt?.ToUnixTimeMilliseconds(),
        EndedAt = receipt.EndedAt?.ToUnixTimeMilliseconds(),
    };
}

/// <summary>Asks what became of messages that services sent.</summary>
internal sealed record StateRequest
{
    [Description("The ids of the messages.")]
    [Required]
    public List<string?>? Ids { get; init; }
}

/// <summary>What became of messages.</summary>
internal sealed record StateResult
{
    [Description("The messages that services sent and that are remembered.")]
    public required IReadOnlyList<StateEntry> Messages { get; init; }
}

/// <summary>What became of a message.</summary>
internal sealed record StateEntry
{
    [Description("The id of the message.")]
    public required string Id { get; init; }

    [Description("The user whose inbox it went into.")]
    public required string User { get; init; }

    [Description("accepted, delivered, read, expired or failed.")]
    public required string State { get; init; }

    [Description("When it was accepted, in Unix milliseconds.")]
    public required long AcceptedAt { get; init; }

    [Description("When a connection of the user acknowledged it; absent where none has.")]
    public long? DeliveredAt { get; init; }

    [Description("When the user read it; absent where that has not happened.")]
    public long? ReadAt { get; init; }

    [Description("When it expired or was given up; absent where it was not.")]
    public long? EndedAt { get; init; }
}
