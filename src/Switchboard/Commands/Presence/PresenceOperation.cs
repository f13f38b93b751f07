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
            return InvalidField.Missing("channel");
        }

        var outcome = await presence.ListAsync(caller.Principal, request.Channel, isSubscribed: false, cancellationToken);
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

/// <summary><c>presence_stats</c>.</summary>
internal sealed class PresenceStatsOperation(PresenceHandler presence)
    : Operation<ChannelRequest, PresenceStatsResult>("presence_stats", OperationJsonContext.Default.ChannelRequest, OperationJsonContext.Default.PresenceStatsResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<PresenceStatsResult>> ExecuteAsync(OperationCaller caller, ChannelRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return InvalidField.Missing("channel");
        }

        var outcome = await presence.CountAsync(caller.Principal, request.Channel, isSubscribed: false, cancellationToken);
        return outcome.IsSuccess
            ? new PresenceStatsResult { NumClients = outcome.Value.Clients, NumUsers = outcome.Value.Users }
            : outcome.As<PresenceStatsResult>();
    }
}

/// <summary>How many are in a channel.</summary>
internal sealed record PresenceStatsResult
{
    [Description("Connections.")]
    public required int NumClients { get; init; }

    [Description("Different users among them.")]
    public required int NumUsers { get; init; }
}
