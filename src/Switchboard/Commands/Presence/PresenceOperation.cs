using System.ComponentModel;
using Switchboard.Results;

namespace Switchboard.Commands.Presence;

/// <summary><c>presence</c>.</summary>
internal sealed class PresenceOperation(PresenceHandler presence)
    : Operation<ChannelRequest, PresenceResult>("presence", OperationJsonContext.Default.ChannelRequest, OperationJsonContext.Default.PresenceResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<PresenceResult>> ExecuteAsync(OperationCaller caller, ChannelRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return ErrorCodes.BadRequest;
        }

        var outcome = await presence.ListAsync(Principal.Service, request.Channel, isSubscribed: false, cancellationToken);
        return outcome.IsSuccess
            ? new PresenceResult { Presence = outcome.Value!.ToDictionary(client => client.Client, ResultWriter.ClientOf, StringComparer.Ordinal) }
            : outcome.As<PresenceResult>();
    }
}

/// <summary>Who is in a channel.</summary>
internal sealed record PresenceResult
{
    [Description("The connections by client id.")]
    public required IReadOnlyDictionary<string, ApiClientInfo> Presence { get; init; }
}
